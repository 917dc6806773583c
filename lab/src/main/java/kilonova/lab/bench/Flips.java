package kilonova.lab.bench;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import kilonova.compute.v1.Power;
import kilonova.compute.v1.Server;

/** When each guest last changed its power, and how much later each watcher heard of it. */
final class Flips {
    private record Flip(Power power, long nanos) {}

    private final Map<String, Flip> last = new ConcurrentHashMap<>();
    private final Collection<Long> delays = new ConcurrentLinkedQueue<>();
    private volatile long since = Long.MAX_VALUE;

    /** Just before the node says so. */
    void flipped(String server, Power power) {
        last.put(server, new Flip(power, System.nanoTime()));
    }

    /** Flips that are made from here on count. */
    void count() {
        since = System.nanoTime();
    }

    /**
     * A watcher sees a server as the node last told it.
     *
     * @param before when the flips were made that the watcher has seen already, by server
     */
    void heard(Server server, long now, Map<String, Long> before) {
        Flip flip = last.get(server.getId());
        if (flip == null || flip.power() != server.getPower()) {
            return;
        }
        Long seen = before.put(server.getId(), flip.nanos());
        if (flip.nanos() >= since && (seen == null || seen != flip.nanos())) {
            delays.add(now - flip.nanos());
        }
    }

    Collection<Long> delays() {
        return delays;
    }
}
