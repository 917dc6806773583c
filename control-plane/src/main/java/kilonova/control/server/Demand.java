package kilonova.control.server;

import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import kilonova.control.placement.Resources;
import kilonova.control.scheduling.PlacementRequest;

/** Pure. What a server asks of a host, from its flavor, its image and its creator (feature map 4.5). */
final class Demand {
    private static final String RESOURCES = "resources:";
    private static final String TRAIT = "trait:";

    private Demand() {}

    /** Disks count in full GiB; {@code resources:CLASS=N} in the extra specs takes the place of an amount. */
    static Resources resources(ServerFlavor flavor) {
        var amounts = new TreeMap<String, Long>();
        long swapGb = (flavor.swapMb() + 1023L) / 1024L;
        amounts.put("VCPU", (long) flavor.vcpus());
        amounts.put("MEMORY_MB", (long) flavor.memoryMb());
        amounts.put("DISK_GB", flavor.diskGb() + flavor.ephemeralGb() + swapGb);
        flavor.extraSpecs().forEach((key, value) -> {
            if (key.startsWith(RESOURCES)) {
                amounts.put(key.substring(RESOURCES.length()), Long.parseLong(value));
            }
        });
        return new Resources(amounts);
    }

    static PlacementRequest of(Server server, Set<String> tried) {
        var required = new ArrayList<String>();
        var forbidden = new ArrayList<String>();
        traits(server.flavor().extraSpecs(), required, forbidden);
        traits(server.details().image().properties(), required, forbidden);
        String host = server.details().requestedHost();
        String zone = server.details().pinnedZone();
        return new PlacementRequest(
                server.id().toString(),
                resources(server.flavor()),
                required,
                forbidden,
                zone.isEmpty() ? Optional.empty() : Optional.of(zone),
                host.isEmpty() ? Optional.empty() : Optional.of(host),
                server.details().forcedHost(),
                tried);
    }

    private static void traits(Map<String, String> specs, ArrayList<String> required, ArrayList<String> forbidden) {
        new TreeMap<>(specs).forEach((key, value) -> {
            if (key.startsWith(TRAIT)) {
                (value.equals("forbidden") ? forbidden : required).add(key.substring(TRAIT.length()));
            }
        });
    }
}
