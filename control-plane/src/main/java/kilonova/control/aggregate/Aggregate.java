package kilonova.control.aggregate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Hosts that operators see as one.
 *
 * @param serial the number by which REST names it
 * @param hosts their ids, in order of name
 * @param createdAt microseconds
 * @param updatedAt when name or metadata were changed, microseconds
 */
public record Aggregate(
        String id,
        long serial,
        String name,
        Map<String, String> metadata,
        List<Member> hosts,
        long generation,
        long createdAt,
        Optional<Long> updatedAt) {
    /** The item of metadata that puts hosts into a zone. */
    static final String ZONE = "availability_zone";

    /** A host of it. */
    public record Member(String hostId, String name) {}

    public Aggregate {
        metadata = Map.copyOf(metadata);
        hosts = List.copyOf(hosts);
    }

    /** The zone that it gives its hosts, empty for none. */
    String zone() {
        return metadata.getOrDefault(ZONE, "");
    }

    Aggregate changed(String newName, Map<String, String> newMetadata, long at) {
        return new Aggregate(id, serial, newName, newMetadata, hosts, generation, createdAt, Optional.of(at));
    }

    /** Its metadata with this zone, or without one. */
    Map<String, String> inZone(String zone) {
        var items = new TreeMap<>(metadata);
        if (zone.isEmpty()) {
            items.remove(ZONE);
        } else {
            items.put(ZONE, zone);
        }
        return items;
    }
}
