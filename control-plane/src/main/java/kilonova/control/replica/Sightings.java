package kilonova.control.replica;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one process saw of the others' rows, and since when each is as it is. Pure. Clocks of two machines are never
 * compared: a row that does not move for a lease, by the clock of whoever looks, is that of a dead process.
 */
record Sightings(Map<String, Sighting> byId) {
    static final Sightings NONE = new Sightings(Map.of());

    record Sighting(Replica row, long sinceMicros) {}

    /** @param rows all but one's own */
    Sightings after(List<Replica> rows, long nowMicros) {
        var next = new LinkedHashMap<String, Sighting>();
        for (Replica row : rows) {
            Sighting before = byId.get(row.id());
            boolean same = before != null && before.row().equals(row);
            next.put(row.id(), same ? before : new Sighting(row, nowMicros));
        }
        return new Sightings(next);
    }

    /** Those that live, as far as one can see. */
    Set<String> live() {
        var live = new TreeSet<String>();
        byId.values().stream()
                .filter(each -> !each.row().shutOut())
                .forEach(each -> live.add(each.row().id()));
        return live;
    }

    /** Where those that live are reached, by their ids; empty for those who did not say. */
    Map<String, String> addresses() {
        var addresses = new TreeMap<String, String>();
        byId.values().stream()
                .map(Sighting::row)
                .filter(row -> !row.shutOut())
                .forEach(row -> addresses.put(row.id(), row.address()));
        return addresses;
    }

    /** Those whose lease is over, and who were not shut out yet. */
    List<Replica> lapsed(Duration lease, long nowMicros) {
        return byId.values().stream()
                .filter(each -> !each.row().shutOut())
                .filter(each -> nowMicros - each.sinceMicros() >= lease.toNanos() / 1_000)
                .map(Sighting::row)
                .toList();
    }
}
