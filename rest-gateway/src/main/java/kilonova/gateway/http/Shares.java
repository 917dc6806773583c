package kilonova.gateway.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many requests of each caller are being answered: none gets all there is. */
final class Shares {
    private final int most;
    private final Map<String, Integer> running = new ConcurrentHashMap<>();

    /** @param most of one caller */
    Shares(int most) {
        this.most = most;
    }

    /** @return whether the caller may have one more, which it then has, and leaves */
    boolean enter(String caller) {
        int now = running.merge(caller, 1, Integer::sum);
        if (now > most) {
            leave(caller);
        }
        return now <= most;
    }

    void leave(String caller) {
        running.computeIfPresent(caller, (_, now) -> now == 1 ? null : now - 1);
    }
}
