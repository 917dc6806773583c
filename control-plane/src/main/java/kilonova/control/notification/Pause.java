package kilonova.control.notification;

import java.time.Duration;

/** Pure. How long a receiver is left alone after failures in a row: twice as long each time, up to a bound. */
final class Pause {
    private static final long FIRST_MILLIS = 500;
    private static final int MAX_DOUBLINGS = 30;

    private Pause() {}

    /** @param before failures before this one */
    static Duration after(int before, Duration longest) {
        var pause = Duration.ofMillis(FIRST_MILLIS << Math.min(before, MAX_DOUBLINGS));
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
