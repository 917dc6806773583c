package kilonova.control.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be stated on one stream: ids, each once, so that a slow node costs no more memory than it has servers;
 * and of the first {@link #MAX_FRESH} the wish itself. Nothing is stated of a host before its snapshot was taken in; then
 * every wish is. Guarded by its user.
 */
final class Unstated {

    sealed interface Next {
        String hostId();

        /** Every wish of the host, from here on. */
        record Page(String hostId, String afterServer) implements Next {}

        /**
         * Wishes that changed.
         *
         * @param serverIds whose wishes are to be read
         * @param fresh those that need not be
         */
        record Changed(String hostId, List<String> serverIds, List<FreshWish> fresh) implements Next {}
    }

    /** Wishes that are kept until the stream takes them; of the others the id. */
    static final int MAX_FRESH = 1_000;

    /** Hosts in the middle of being stated as a whole, and how far that has come. */
    private final Map<String, String> whole = new LinkedHashMap<>();

    private final Map<String, LinkedHashMap<String, Optional<FreshWish>>> changed = new LinkedHashMap<>();
    private int fresh;
    private final LinkedHashSet<String> known = new LinkedHashSet<>();

    /** The host's snapshot was taken in: everything is stated, from the beginning. */
    void whole(String hostId) {
        known.add(hostId);
        var stale = changed.remove(hostId);
        if (stale != null) {
            stale.values().forEach(this::drop);
        }
        whole.put(hostId, "");
    }

    /** A page was stated, and more follow. */
    void goOn(String hostId, String afterServer) {
        whole.putIfAbsent(hostId, afterServer);
    }

    /** The wish of a server changed; before the host's snapshot that is no news. */
    void changed(String hostId, String serverId, Optional<FreshWish> wish) {
        if (!known.contains(hostId)) {
            return;
        }
        var ofHost = changed.computeIfAbsent(hostId, id -> new LinkedHashMap<>());
        Optional<FreshWish> kept = wish.filter(each -> fresh < MAX_FRESH);
        fresh += kept.isPresent() ? 1 : 0;
        drop(ofHost.put(serverId, kept));
    }

    private void drop(@Nullable Optional<FreshWish> before) {
        if (before != null && before.isPresent()) {
            fresh--;
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
            var unread = new ArrayList<String>();
            var known = new ArrayList<FreshWish>();
            var each = first.getValue().entrySet().iterator();
            while (each.hasNext() && unread.size() + known.size() < most) {
                var next = each.next();
                next.getValue().ifPresentOrElse(known::add, () -> unread.add(next.getKey()));
                drop(next.getValue());
                each.remove();
            }
            if (first.getValue().isEmpty()) {
                changes.remove();
            }
            return Optional.of(new Next.Changed(first.getKey(), unread, known));
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
