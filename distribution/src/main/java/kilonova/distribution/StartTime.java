package kilonova.distribution;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Duration;

/** When the user gave the command. */
final class StartTime {
    /** Seconds since 1970, set by the launcher before it starts the Java machine. */
    private static final String PROPERTY = "kilonova.began";

    private StartTime() {}

    /** How long ago that was; counted from the start of the Java machine when no launcher said. */
    static Duration sinceCommand() {
        String began = System.getProperty(PROPERTY);
        long startMillis = began == null
                ? ManagementFactory.getRuntimeMXBean().getStartTime()
                : new BigDecimal(began.replace(',', '.')).movePointRight(3).longValue();
        return Duration.ofMillis(Main.clock().millis() - startMillis);
    }
}
