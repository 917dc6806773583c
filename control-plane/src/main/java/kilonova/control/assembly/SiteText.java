package kilonova.control.assembly;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The text of a {@code settings.yaml}: settings by name, each asked for once. */
final class SiteText {
    private static final int MAX_CODE_POINTS = 1_000_000;
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    private final Map<String, Object> said;
    private final TreeSet<String> known = new TreeSet<>();

    private SiteText(Map<String, Object> said) {
        this.said = said;
    }

    static SiteText of(String text) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setCodePointLimit(MAX_CODE_POINTS);
        var said = new TreeMap<String, Object>();
        flatten("", new Yaml(new SafeConstructor(options)).load(text), said);
        return new SiteText(said);
    }

    private static void flatten(
            String prefix, @org.jspecify.annotations.Nullable Object value, Map<String, Object> found) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> flatten(prefix.isEmpty() ? "" + key : prefix + "." + key, each, found));
        } else if (prefix.isEmpty() && value != null) {
            throw new IllegalArgumentException("not a map from setting to value");
        } else if (!prefix.isEmpty()) {
            found.put(prefix, value == null ? List.of() : value);
        }
    }

    /** A list of names, or one text with commas between them. */
    Optional<List<String>> names(String setting) {
        return take(setting).map(value -> names(setting, value));
    }

    private static List<String> names(String setting, Object value) {
        return switch (value) {
            case String text ->
                Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
            case List<?> list -> {
                var names = new ArrayList<String>();
                list.forEach(each -> names.add(String.valueOf(each)));
                yield names;
            }
            case Object other -> throw wrong(setting, other, "a list of names");
        };
    }

    Optional<String> text(String setting) {
        return take(setting).map(value -> {
            if (value instanceof String text && !text.isBlank()) {
                return text.strip();
            }
            throw wrong(setting, value, "a text");
        });
    }

    /** A number with its unit: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 24h}, {@code 7d}. More than nothing. */
    Optional<Duration> duration(String setting) {
        return take(setting).map(value -> {
            var match = TIME.matcher(value.toString().strip());
            if (match.matches()) {
                var time = of(Long.parseLong(match.group(1)), match.group(2));
                if (time.isPositive()) {
                    return time;
                }
            }
            throw wrong(setting, value, "a time such as 30s, 5m, 24h or 7d");
        });
    }

    private static Duration of(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    Optional<Long> number(String setting, long least, long most) {
        return take(setting).map(value -> {
            if (value instanceof Number number
                    && number.longValue() == number.doubleValue()
                    && number.longValue() >= least
                    && number.longValue() <= most) {
                return number.longValue();
            }
            throw wrong(setting, value, "a number, " + least + ".." + most);
        });
    }

    private Optional<Object> take(String setting) {
        known.add(setting);
        return Optional.ofNullable(said.get(setting));
    }

    private static IllegalArgumentException wrong(String setting, Object value, String expected) {
        return new IllegalArgumentException(setting + ": " + value + " (expected: " + expected + ")");
    }

    /** @throws IllegalArgumentException naming what was said and never asked for */
    void requireAllKnown() {
        var unknown = new TreeSet<>(said.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown: " + String.join(", ", unknown) + " (expected: " + String.join(", ", known) + ")");
        }
    }
}
