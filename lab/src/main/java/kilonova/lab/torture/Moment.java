package kilonova.lab.torture;

import java.time.Duration;
import java.util.Locale;

/** How times are told. */
final class Moment {
    private static final double MILLIS = 1_000;

    private Moment() {}

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", value(time));
    }

    static double value(Duration time) {
        return time.toMillis() / MILLIS;
    }
}
