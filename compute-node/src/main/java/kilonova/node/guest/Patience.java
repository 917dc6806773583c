package kilonova.node.guest;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often, and after how long, something that failed is tried again.
 *
 * @param attempts how often an action is tried before the wish is reported as failed
 * @param first the wait after the first failure; doubles with each one
 * @param longest the wait never exceeds this
 * @param removal how long after a failed removal it is tried again, for ever
 */
public record Patience(int attempts, Duration first, Duration longest, Duration removal) {
    private static final int MOST_DOUBLINGS = 20;

    public static final Patience STANDARD =
            new Patience(4, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(30));

    public Patience {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts: " + attempts + " (expected: at least 1)");
        }
    }

    /** The wait after so many failures in a row: between half and the whole of what doubling gives. */
    public Duration after(int failures, RandomGenerator random) {
        long doubled = first.toMillis() << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS);
        long whole = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2 + 1));
    }
}
