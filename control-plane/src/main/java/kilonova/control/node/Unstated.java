package kilonova.control.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is still to be stated on one stream: ids alone, each once, so that a slow node costs no more memory than it has
 * servers. Nothing is stated of a host before its snapshot was taken in; then every wish is. Guarded by its user.
 */
final class Unstated {

    sealed interface Next {
        String hostId();

        /** Every wish of the host, from here on. */
        record Page(String hostId, String afterServer) implements Next {}

        /** Wishes that changed. */
        record Changed(String hostId, List<String> serverIds) implements Next {}
    }

    /** Hosts in the middle of being stated as a whole, and how far that has come. */
    private final Map<String, String> whole = new LinkedHashMap<>();

    private final Map<String, LinkedHashSet<String>> changed = new LinkedHashMap<>();
    private final LinkedHashSet<String> known = new LinkedHashSet<>();

    /** The host's snapshot was taken in: everything is stated, from the beginning. */
    void whole(String hostId) {
        known.add(hostId);
        changed.remove(hostId);
        whole.put(hostId, "");
    }

    /** A page was stated, and more follow. */
    void goOn(String hostId, String afterServer) {
        whole.putIfAbsent(hostId, afterServer);
    }

    /** The wish of a server changed; before the host's snapshot that is no news. */
    void changed(String hostId, String serverId) {
        if (known.contains(hostId)) {
            changed.computeIfAbsent(hostId, id -> new LinkedHashSet<>()).add(serverId);
        }
    }

    boolean isEmpty() {
        return whole.isEmpty() && changed.isEmpty();
    }

    /** Changes first: somebody waits for them. */
    Optional<Next> take(int most) {
        var changes = changed.entrySet().iterator();
        if (changes.hasNext()) {
            var first = changes.next();
            var taken = new ArrayList<String>();
            var each = first.getValue().iterator();
            while (each.hasNext() && taken.size() < most) {
                taken.add(each.next());
                each.remove();
            }
            if (first.getValue().isEmpty()) {
                changes.remove();
            }
            return Optional.of(new Next.Changed(first.getKey(), taken));
        }
        var pages = whole.entrySet().iterator();
        if (pages.hasNext()) {
            var first = pages.next();
            pages.remove();
            return Optional.of(new Next.Page(first.getKey(), first.getValue()));
        }
        return Optional.empty();
    }
}
