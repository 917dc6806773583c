package kilonova.gateway.compute;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.WholeSeconds;
import kilonova.gateway.schema.IsoTime;

/** Times as Nova writes them: some in whole seconds with a zone, others in microseconds without one. */
public final class Times {
    private Times() {}

    /** {@code 2026-03-01T09:05:07Z}. */
    public static String seconds(Timestamp time) {
        return WholeSeconds.utc(time);
    }

    /** {@code 2026-03-01T09:05:07.000250}. */
    public static String micros(Timestamp time) {
        var text = WholeSeconds.local(time).append('.');
        String digits = Integer.toString(time.getNanos() / 1000);
        return text.append("000000", digits.length(), 6).append(digits).toString();
    }

    /** Sets a member to the time in microseconds, or to null when there is none. */
    public static void put(ObjectNode view, String member, boolean there, Timestamp time) {
        if (there) {
            view.put(member, micros(time));
        } else {
            view.putNull(member);
        }
    }

    /** From a caller's text that its schema let pass. */
    public static Timestamp parse(String member, String text) {
        Instant instant = IsoTime.parse(text)
                .orElseThrow(() -> HttpFault.of(400, "Invalid filter field: " + member + ".")
                        .raise());
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    /** {@code changes-since} must not lie after {@code changes-before}. */
    public static void inOrder(Timestamp since, Timestamp before) {
        int order = Long.compare(since.getSeconds(), before.getSeconds());
        if (order > 0 || (order == 0 && since.getNanos() > before.getNanos())) {
            throw HttpFault.of(400, "The value of changes-since must be less than or equal to changes-before.")
                    .raise();
        }
    }
}
