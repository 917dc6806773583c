package kilonova.lab.torture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one watcher believes by what it was told, and where it was told nonsense. Not for many threads.
 */
final class Memory {
    private final String tenant;
    private final Map<String, Long> generations = new HashMap<>();
    private final Map<String, Long> revisions = new HashMap<>();
    private final Set<String> deleted = new HashSet<>();
    private final Set<String> inSnapshot = new HashSet<>();
    private final List<String> nonsense = new ArrayList<>();
    private boolean snapshots;
    private long bookmark;

    Memory(String tenant) {
        this.tenant = tenant;
    }

    /** A server as it is, or its end. */
    record Event(String server, long revision, long generation, boolean deletion) {}

    String tenant() {
        return tenant;
    }

    /** Where to go on from; 0 asks for a snapshot. */
    long bookmark() {
        return bookmark;
    }

    /** The generation of each server that it believes to be there. */
    Map<String, Long> generations() {
        return Map.copyOf(generations);
    }

    Set<String> deleted() {
        return Set.copyOf(deleted);
    }

    /** Whether it had to take a second snapshot: what was made and deleted meanwhile it need not know. */
    boolean leapt() {
        return snapshots;
    }

    List<String> nonsense() {
        return List.copyOf(nonsense);
    }

    void streamOpened() {
        inSnapshot.clear();
    }

    /** The log does not reach back as far as the bookmark. */
    void forgotten() {
        bookmark = 0;
        snapshots = true;
    }

    /** One message of the stream. */
    void took(List<Event> events, long newBookmark, boolean snapshotComplete) {
        events.forEach(this::took);
        if (snapshotComplete) {
            generations.keySet().removeIf(id -> !inSnapshot.contains(id));
        }
        if (newBookmark != 0) {
            if (newBookmark < bookmark) {
                nonsense.add("bookmark " + newBookmark + " came after " + bookmark);
            }
            bookmark = newBookmark;
        }
    }

    private void took(Event event) {
        String id = event.server();
        if (bookmark != 0 && event.revision() <= bookmark) {
            nonsense.add("server " + id + " came at revision " + event.revision() + " after bookmark " + bookmark);
        }
        if (revisions.merge(id, event.revision(), Math::max) > event.revision()) {
            nonsense.add(
                    "server " + id + " came at revision " + event.revision() + " after revision " + revisions.get(id));
        }
        if (generations.getOrDefault(id, 0L) > event.generation() || deleted.contains(id) && !event.deletion()) {
            nonsense.add("server " + id + " went back to generation " + event.generation());
        }
        inSnapshot.add(id);
        if (event.deletion()) {
            deleted.add(id);
            generations.remove(id);
        } else {
            generations.put(id, event.generation());
        }
    }
}
