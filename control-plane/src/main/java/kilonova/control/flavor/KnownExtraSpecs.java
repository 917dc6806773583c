package kilonova.control.flavor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import kilonova.control.store.Json;
import kilonova.kernel.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The extra specs that Nova knows, and what their values may be. A key in one of its namespaces must be one of them; keys
 * in other namespaces, or in none, are the operator's own.
 */
final class KnownExtraSpecs {
    private static final String GROUP = "(?:[a-zA-Z0-9_-]{1,64})?";
    private static final Pattern NAMESPACES =
            Pattern.compile("accel|aggregate_instance_extra_specs|capabilities|hw|hw_rng"
                    + "|hw_video|os|pci_passthrough|quota|resources" + GROUP + "|trait" + GROUP + "|vmware");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(_[0-9]+)*");
    private static final Set<String> TRUTHS =
            Set.of("1", "t", "true", "on", "y", "yes", "0", "f", "false", "off", "n", "no");
    private static final List<String> TRAIT_VALUES = List.of("required", "forbidden");

    private final Map<String, Rule> exact = new LinkedHashMap<>();
    private final List<Rule> patterns = new ArrayList<>();

    /**
     * One spec, or a family of them.
     *
     * @param key a regular expression
     * @param type {@code str}, {@code int} or {@code bool}
     */
    record Rule(
            String key,
            String type,
            @Nullable Long min,
            @Nullable Long max,
            @Nullable List<String> oneOf,
            @Nullable Pattern pattern) {

        /** What is wrong with the value, if anything. */
        Optional<String> broken(String value) {
            return switch (type) {
                case "int" -> number(value);
                case "bool" ->
                    TRUTHS.contains(value.strip().toLowerCase(Locale.ROOT))
                            ? Optional.empty()
                            : Optional.of("'" + value + "' is not of type 'bool'.");
                default -> text(value);
            };
        }

        private Optional<String> number(String value) {
            if (!NUMBER.matcher(value.strip()).matches()) {
                return Optional.of("'" + value + "' is not of type 'int'.");
            }
            var number = new BigInteger(value.strip().replace("_", "").replaceFirst("^\\+", ""));
            if (min != null && number.compareTo(BigInteger.valueOf(min)) < 0) {
                return Optional.of("'" + value + "' is less than the minimum of '" + min + "'.");
            }
            if (max != null && number.compareTo(BigInteger.valueOf(max)) > 0) {
                return Optional.of("'" + value + "' is greater than the maximum of '" + max + "'.");
            }
            return Optional.empty();
        }

        private Optional<String> text(String value) {
            if (oneOf != null && !oneOf.contains(value)) {
                return Optional.of("'" + value + "' must be one of: " + String.join(", ", oneOf) + ".");
            }
            if (pattern != null && !pattern.matcher(value).matches()) {
                return Optional.of("'" + value + "' is not of the format '" + pattern + "'.");
            }
            return Optional.empty();
        }
    }

    /** The file that the rules are kept in. */
    private record Book(List<Entry> rules, List<String> resourceClasses, List<String> traits) {}

    private record Entry(
            String key,
            String type,
            Optional<Long> min,
            Optional<Long> max,

            @com.fasterxml.jackson.annotation.JsonProperty("enum")
            Optional<List<String>> oneOf,

            Optional<String> pattern) {}

    private KnownExtraSpecs(Book book) {
        for (Entry each : book.rules()) {
            add(new Rule(
                    each.key(),
                    each.type(),
                    each.min().orElse(null),
                    each.max().orElse(null),
                    each.oneOf().orElse(null),
                    each.pattern().map(Pattern::compile).orElse(null)));
        }
        String classes = String.join("|", book.resourceClasses());
        add(new Rule("resources" + GROUP + ":(?:" + classes + ")", "int", null, null, null, null));
        String traits = String.join("|", book.traits());
        add(new Rule("trait" + GROUP + ":(?:" + traits + ")", "str", null, null, TRAIT_VALUES, null));
    }

    static KnownExtraSpecs load() {
        try (InputStream file = KnownExtraSpecs.class.getResourceAsStream("/kilonova/flavor/extra_specs.json")) {
            if (file == null) {
                throw new IllegalStateException("the rules of extra specs are not in this build");
            }
            return new KnownExtraSpecs(Json.read(new String(file.readAllBytes(), StandardCharsets.UTF_8), Book.class));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** @throws kilonova.kernel.ProblemException Invalid, naming the key and the rule */
    void check(String field, Map<String, String> specs) {
        specs.forEach((key, value) -> {
            Optional<Rule> rule = rule(key);
            if (rule.isPresent()) {
                rule.get().broken(value).ifPresent(why -> {
                    throw refused(field, key, why);
                });
            } else if (key.contains(":")
                    && NAMESPACES.matcher(key.substring(0, key.indexOf(':'))).matches()) {
                throw refused(field, key, "it does not appear to be a valid extra spec.");
            }
        });
    }

    private void add(Rule rule) {
        if (Pattern.matches("[a-z_]+(:[a-z_]+)?", rule.key())) {
            exact.put(rule.key(), rule);
        } else {
            patterns.add(rule);
        }
    }

    private Optional<Rule> rule(String key) {
        Rule known = exact.get(key);
        return known != null
                ? Optional.of(known)
                : patterns.stream()
                        .filter(rule -> Pattern.matches(rule.key(), key))
                        .findFirst();
    }

    private static RuntimeException refused(String field, String key, String why) {
        return new Problem.Invalid(field, "Validation failed; extra spec '" + key + "': " + why).raise();
    }
}
