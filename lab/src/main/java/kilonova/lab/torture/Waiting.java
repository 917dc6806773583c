package kilonova.lab.torture;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do. */
final class Waiting {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Waiting() {}

    /** @return whether it came true within that time */
    static boolean until(Duration atMost, BooleanSupplier condition) {
        return until(atMost, LOOK_EVERY, condition);
    }

    static boolean until(Duration atMost, Duration every, BooleanSupplier condition) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            rest(every);
        }
        return true;
    }

    static void rest(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new TortureFailure("interrupted", stopped);
        }
    }
}
