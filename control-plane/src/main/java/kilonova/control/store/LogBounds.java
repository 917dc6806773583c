package kilonova.control.store;

import java.time.Duration;

/**
 * How much of the change log is kept.
 *
 * @param keptFor what is older may be forgotten
 * @param mostKept changes; beyond them the oldest are forgotten however young
 * @param batch changes that one transaction forgets: no writer waits for more
 */
public record LogBounds(Duration keptFor, long mostKept, int batch) {
    public static final LogBounds USUAL = new LogBounds(Duration.ofDays(1), 1_000_000, 1_000);
}
