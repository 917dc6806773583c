package kilonova.control.server;

import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import kilonova.control.flavor.ResourceSpecs;
import kilonova.control.placement.Resources;
import kilonova.control.scheduling.PlacementRequest;
import kilonova.kernel.Problem;

/** Pure. What a server asks of a host, from its flavor, its image and its creator (feature map 4.5). */
final class Demand {
    /** Only such a host holds the image against the certificates before it boots from it. */
    private static final String TRUSTED_CERTS = "COMPUTE_TRUSTED_CERTS";

    private Demand() {}

    /** Disks count in full GiB; what the extra specs say of a resource class takes the place of an amount. */
    static Resources resources(ServerFlavor flavor) {
        var amounts = new TreeMap<String, Long>();
        long swapGb = (flavor.swapMb() + 1023L) / 1024L;
        amounts.put("VCPU", (long) flavor.vcpus());
        amounts.put("MEMORY_MB", (long) flavor.memoryMb());
        amounts.put("DISK_GB", flavor.diskGb() + flavor.ephemeralGb() + swapGb);
        amounts.putAll(specs("flavor", flavor.extraSpecs()).amounts());
        return new Resources(amounts);
    }

    /**
     * All of it.
     *
     * @throws kilonova.kernel.ProblemException Invalid for specs that make no sense, NoValidHost for what no host here can
     *     do: each is one provider
     */
    static PlacementRequest of(Server server, Set<String> tried) {
        ResourceSpecs flavor = specs("flavor", server.flavor().extraSpecs());
        ResourceSpecs image = ResourceSpecs.traits(server.details().image().properties());
        Unserved.of(server.flavor().extraSpecs(), server.details().image().properties())
                .ifPresent(what -> {
                    throw new Problem.NoValidHost("No host of this cloud serves " + what + ".").raise();
                });
        if (!flavor.isolated().isEmpty()) {
            throw new Problem.NoValidHost("The groups " + flavor.isolated()
                            + " are to be served by providers of their own (group_policy=isolate); each host is one.")
                    .raise();
        }
        var required = new ArrayList<>(flavor.required());
        required.addAll(image.required());
        if (!server.details().trustedImageCertificates().isEmpty()) {
            required.add(TRUSTED_CERTS);
        }
        var forbidden = new ArrayList<>(flavor.forbidden());
        forbidden.addAll(image.forbidden());
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
                tried,
                SchedulerHints.known(server.details().schedulerHints()));
    }

    private static ResourceSpecs specs(String of, Map<String, String> specs) {
        return ResourceSpecs.of(of, specs);
    }
}
