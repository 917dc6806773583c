package kilonova.gateway.compute.usage;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.schema.IsoTime;

/** Times of this resource alone: of the three forms that Nova reads here, without a zone. */
final class UsageTime {
    private static final Pattern FORM = Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}"
            + "(T\\d{1,2}:\\d{1,2}:\\d{1,2}(\\.\\d{1,6})?| \\d{1,2}:\\d{1,2}:\\d{1,2}\\.\\d{1,6})");

    private UsageTime() {}

    static Timestamp parse(String text) {
        Optional<Instant> found = FORM.matcher(text).matches() ? IsoTime.parse(text) : Optional.empty();
        return found.map(each -> Timestamp.newBuilder()
                        .setSeconds(each.getEpochSecond())
                        .setNanos(each.getNano())
                        .build())
                .orElseThrow(() -> HttpFault.of(400, "Invalid datetime string: Datetime is in invalid format")
                        .raise());
    }
}
