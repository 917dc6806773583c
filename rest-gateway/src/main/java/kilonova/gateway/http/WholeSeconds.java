package kilonova.gateway.http;

import com.google.protobuf.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times in whole seconds, as the APIs of OpenStack write them; what is left of a second is passed over. */
public final class WholeSeconds {
    private WholeSeconds() {}

    /** {@code 2026-03-01T09:05:07Z}. */
    public static String utc(Timestamp time) {
        return local(time).append('Z').toString();
    }

    /** The same without the zone, for whoever goes on writing. Built by hand: long lists hold many times. */
    public static StringBuilder local(Timestamp time) {
        var at = LocalDateTime.ofEpochSecond(time.getSeconds(), 0, ZoneOffset.UTC);
        var text = new StringBuilder(27).append(at.getYear());
        two(text.append('-'), at.getMonthValue());
        two(text.append('-'), at.getDayOfMonth());
        two(text.append('T'), at.getHour());
        two(text.append(':'), at.getMinute());
        two(text.append(':'), at.getSecond());
        return text;
    }

    private static void two(StringBuilder text, int number) {
        if (number < 10) {
            text.append('0');
        }
        text.append(number);
    }
}
