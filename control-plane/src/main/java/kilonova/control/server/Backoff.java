package kilonova.control.server;

import java.time.Duration;

/** How long to pause before trying a step again: doubling from a quarter of a second to a minute. */
final class Backoff {
    private static final long FIRST_MILLIS = 250;
    private static final int MAX_DOUBLINGS = 8;

    private Backoff() {}

    static Duration after(int attempt) {
        return Duration.ofMillis(FIRST_MILLIS << Math.min(attempt, MAX_DOUBLINGS));
    }
}
