package kilonova.gateway.schema;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as OpenStack's callers write them: ISO 8601 down to the year; without a zone it is UTC. */
public final class IsoTime {
    private static final Pattern FORM = Pattern.compile("(\\d{4})(?:-?(\\d{1,2})(?:-?(\\d{1,2})"
            + "(?:[ T](\\d{1,2})(?::?(\\d{1,2})(?::?(\\d{1,2})(?:[.,](\\d+))?)?)?"
            + "(Z|[+-]\\d{2}(?::?\\d{2})?)?)?)?)?");

    private IsoTime() {}

    public static Optional<Instant> parse(String text) {
        Matcher found = FORM.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.of(
                            number(found, 1, 0),
                            number(found, 2, 1),
                            number(found, 3, 1),
                            number(found, 4, 0),
                            number(found, 5, 0),
                            number(found, 6, 0),
                            nanos(found.group(7)),
                            zone(found.group(8)))
                    .toInstant());
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    private static int number(Matcher found, int group, int absent) {
        return found.group(group) instanceof String digits ? Integer.parseInt(digits) : absent;
    }

    private static int nanos(@org.jspecify.annotations.Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
    }

    private static ZoneOffset zone(@org.jspecify.annotations.Nullable String zone) {
        return zone == null ? ZoneOffset.UTC : ZoneOffset.of(zone);
    }
}
