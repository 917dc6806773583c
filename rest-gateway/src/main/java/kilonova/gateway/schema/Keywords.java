package kilonova.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kilonova.gateway.schema.Schema.Check;
import kilonova.gateway.schema.Schema.Strictness;
import org.jspecify.annotations.Nullable;

/** The rule of each keyword, but for those about the members of objects and arrays: {@link MemberKeywords}. */
final class Keywords {
    private Keywords() {}

    static Check[] checks(JsonNode schema, Strictness strictness) {
        var checks = new ArrayList<Check>();
        schema.properties().forEach(keyword -> {
            Check check = check(keyword.getKey(), keyword.getValue(), schema, strictness);
            if (check != null) {
                checks.add(check);
            }
        });
        return checks.toArray(Check[]::new);
    }

    private static @Nullable Check check(String keyword, JsonNode given, JsonNode schema, Strictness strictness) {
        return switch (keyword) {
            case "type" -> type(given);
            case "enum" -> oneOfValues(given);
            case "const" -> constant(given);
            case "format" -> format(given.asText());
            case "pattern" -> pattern(given.asText());
            case "x-nova-pattern" -> printable(given);
            case "minLength" -> length(given, n -> n < given.intValue(), shortText(given.intValue(), "is too short"));
            case "maxLength" -> length(given, n -> n > given.intValue(), longText(given.intValue(), "is too long"));
            case "minimum" -> bound(given, c -> c < 0, "is less than the minimum of");
            case "maximum" -> bound(given, c -> c > 0, "is greater than the maximum of");
            case "exclusiveMinimum" -> exclusive(given);
            case "allOf" -> allOf(given, strictness);
            case "anyOf" -> anyOf(given, strictness);
            case "oneOf" -> oneOf(given, strictness);
            // Of older drafts, or for people; Python's validator passes over them.
            case "title", "default", "additionalItems" -> null;
            default -> MemberKeywords.check(keyword, given, schema, strictness);
        };
    }

    static String shortText(int bound, String otherwise) {
        return bound == 1 ? "should be non-empty" : otherwise;
    }

    static String longText(int bound, String otherwise) {
        return bound == 0 ? "is expected to be empty" : otherwise;
    }

    private static Check type(JsonNode given) {
        List<String> names = new ArrayList<>();
        if (given.isArray()) {
            given.forEach(each -> names.add(each.asText()));
        } else {
            names.add(given.asText());
        }
        var types = names.stream().map(JsonType::of).toArray(JsonType[]::new);
        String wanted = names.stream().map(PythonText::repr).collect(Collectors.joining(", "));
        return value -> {
            for (JsonType type : types) {
                if (type.holds(value)) {
                    return null;
                }
            }
            return Violation.of(value, PythonText.repr(value) + " is not of type " + wanted);
        };
    }

    private static Check oneOfValues(JsonNode given) {
        var values = new ArrayList<JsonNode>();
        given.forEach(values::add);
        return value -> {
            for (JsonNode each : values) {
                if (same(each, value)) {
                    return null;
                }
            }
            return Violation.of(value, PythonText.repr(value) + " is not one of " + PythonText.repr(given));
        };
    }

    private static Check constant(JsonNode given) {
        return value -> same(given, value) ? null : Violation.of(value, PythonText.repr(given) + " was expected");
    }

    /** Numbers are the same by value, whatever their spelling. */
    private static boolean same(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue()) == 0;
        }
        return one.equals(other);
    }

    private static Check format(String format) {
        if (Formats.name(format).orElse(null) instanceof Formats.Name name) {
            String message = "An invalid 'name' value was provided. The name must be: " + name.reason();
            return value -> value.isTextual() && name.rule().test(value.textValue())
                    ? null
                    : Violation.sentence(value, message);
        }
        Predicate<String> rule = Formats.text(format);
        return value -> !value.isTextual() || rule.test(value.textValue())
                ? null
                : Violation.of(value, PythonText.repr(value) + " is not a " + PythonText.repr(format));
    }

    private static Check pattern(String pattern) {
        var compiled = Pattern.compile(pattern, Pattern.UNIX_LINES);
        return value ->
                !value.isTextual() || compiled.matcher(value.textValue()).find()
                        ? null
                        : Violation.of(value, PythonText.repr(value) + " does not match " + PythonText.repr(pattern));
    }

    /** Stands for Nova's pattern of all printable characters, which is as long as this file. */
    private static Check printable(JsonNode given) {
        if (!given.asText().equals("printable")) {
            throw new IllegalArgumentException("x-nova-pattern: " + given + " (expected: printable)");
        }
        return value -> !value.isTextual() || Printable.all(value.textValue())
                ? null
                : Violation.of(value, PythonText.repr(value) + " does not match 'printable characters'");
    }

    private static Check length(JsonNode given, IntPredicate broken, String message) {
        return value -> {
            if (!value.isTextual()) {
                return null;
            }
            String text = value.textValue();
            return broken.test(text.codePointCount(0, text.length()))
                    ? Violation.of(value, PythonText.repr(value) + " " + message)
                    : null;
        };
    }

    /** Numbers are bounded also when they are written as text. */
    private static Check bound(JsonNode given, IntPredicate broken, String message) {
        BigDecimal bound = given.decimalValue();
        return value -> {
            BigDecimal number = number(value);
            if (number == null || !broken.test(number.compareTo(bound))) {
                return null;
            }
            String shown = value.isTextual() ? number.toPlainString() : PythonText.repr(value);
            return Violation.of(value, shown + " " + message + " " + PythonText.repr(given));
        };
    }

    private static Check exclusive(JsonNode given) {
        BigDecimal bound = given.decimalValue();
        return value -> !value.isNumber() || value.decimalValue().compareTo(bound) > 0
                ? null
                : Violation.of(
                        value,
                        PythonText.repr(value) + " is less than or equal to the minimum of " + PythonText.repr(given));
    }

    private static @Nullable BigDecimal number(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue();
        }
        if (!value.isTextual() || value.textValue().length() > 64) {
            return null;
        }
        try {
            return new BigDecimal(value.textValue().strip());
        } catch (NumberFormatException text) {
            return null;
        }
    }

    static List<Schema> schemas(JsonNode given, Strictness strictness) {
        var schemas = new ArrayList<Schema>();
        given.forEach(each -> schemas.add(Schema.compile(each, strictness)));
        return schemas;
    }

    private static Check allOf(JsonNode given, Strictness strictness) {
        var schemas = schemas(given, strictness);
        return value -> {
            for (Schema schema : schemas) {
                Violation found = schema.first(value);
                if (found != null) {
                    return found;
                }
            }
            return null;
        };
    }

    private static Check anyOf(JsonNode given, Strictness strictness) {
        var schemas = schemas(given, strictness);
        return value -> {
            for (Schema schema : schemas) {
                if (schema.first(value) == null) {
                    return null;
                }
            }
            return underNone(value);
        };
    }

    private static Check oneOf(JsonNode given, Strictness strictness) {
        var schemas = schemas(given, strictness);
        return value -> {
            var valid =
                    schemas.stream().filter(each -> each.first(value) == null).toList();
            if (valid.size() == 1) {
                return null;
            }
            if (valid.isEmpty()) {
                return underNone(value);
            }
            // Python names the first that holds last.
            var named = new ArrayList<>(valid.subList(1, valid.size()));
            named.add(valid.getFirst());
            return Violation.of(
                    value,
                    PythonText.repr(value) + " is valid under each of "
                            + named.stream()
                                    .map(each -> PythonText.repr(each.source()))
                                    .collect(Collectors.joining(", ")));
        };
    }

    private static Violation underNone(JsonNode value) {
        return Violation.of(value, PythonText.repr(value) + " is not valid under any of the given schemas");
    }
}
