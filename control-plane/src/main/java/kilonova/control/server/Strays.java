package kilonova.control.server;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import kilonova.control.node.Guests.Stray;

/** Guests that hosts reported and that are of no server which is to be there. In memory: after a restart hosts report anew. */
final class Strays {
    /** More than anybody reads one by one. */
    private static final int MOST = 1_000;

    private final ConcurrentSkipListSet<Stray> known =
            new ConcurrentSkipListSet<>(Comparator.comparing(Stray::hostId).thenComparing(Stray::serverId));

    /** The host tells everything that it sees from here on. */
    void begin(String hostId) {
        known.removeIf(each -> each.hostId().equals(hostId));
    }

    void seen(Stray stray) {
        if (known.size() < MOST) {
            known.add(stray);
        }
    }

    void gone(Stray stray) {
        known.remove(stray);
    }

    boolean any() {
        return !known.isEmpty();
    }

    List<Stray> all() {
        return List.copyOf(known);
    }
}
