package kilonova.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kilonova.gateway.schema.Schema.Check;
import kilonova.gateway.schema.Schema.Strictness;

/** The rules of keywords about the members of objects and arrays. */
final class MemberKeywords {
    private MemberKeywords() {}

    static Check check(String keyword, JsonNode given, JsonNode schema, Strictness strictness) {
        return switch (keyword) {
            case "properties" -> properties(given, strictness);
            case "patternProperties" -> patternProperties(given, strictness);
            case "additionalProperties" -> additionalProperties(given, schema, strictness);
            case "required" -> required(given);
            case "minProperties" ->
                size(
                        true,
                        n -> n < given.intValue(),
                        Keywords.shortText(given.intValue(), "does not have enough properties"));
            case "maxProperties" ->
                size(true, n -> n > given.intValue(), Keywords.longText(given.intValue(), "has too many properties"));
            case "minItems" ->
                size(false, n -> n < given.intValue(), Keywords.shortText(given.intValue(), "is too short"));
            case "maxItems" ->
                size(false, n -> n > given.intValue(), Keywords.longText(given.intValue(), "is too long"));
            case "items" -> items(given, schema.path("prefixItems").size(), strictness);
            case "prefixItems" -> prefixItems(given, strictness);
            case "uniqueItems" -> uniqueItems(given.asBoolean());
            default -> throw new IllegalArgumentException("schema keyword " + keyword + ": not known");
        };
    }

    private record Property(String name, Schema schema) {}

    private static Check properties(JsonNode given, Strictness strictness) {
        var properties = given.properties().stream()
                .map(each -> new Property(each.getKey(), Schema.compile(each.getValue(), strictness)))
                .toArray(Property[]::new);
        return value -> {
            if (value instanceof ObjectNode object) {
                for (Property property : properties) {
                    JsonNode member = object.get(property.name);
                    Violation found = member == null ? null : property.schema.first(member);
                    if (found != null) {
                        return found.under(property.name);
                    }
                }
            }
            return null;
        };
    }

    private static Check patternProperties(JsonNode given, Strictness strictness) {
        record Named(Pattern name, Schema schema) {}
        var patterns = given.properties().stream()
                .map(each -> new Named(pattern(each.getKey()), Schema.compile(each.getValue(), strictness)))
                .toList();
        return value -> {
            for (Named each : patterns) {
                for (var member : value.properties()) {
                    if (each.name.matcher(member.getKey()).find()) {
                        Violation found = each.schema.first(member.getValue());
                        if (found != null) {
                            return found.under(member.getKey());
                        }
                    }
                }
            }
            return null;
        };
    }

    private static Pattern pattern(String text) {
        return Pattern.compile(text, Pattern.UNIX_LINES);
    }

    private static Check additionalSchema(JsonNode given, Others others, Strictness strictness) {
        var schema = Schema.compile(given, strictness);
        return value -> {
            if (value instanceof ObjectNode object) {
                for (String name : others.of(object)) {
                    Violation found = schema.first(object.path(name));
                    if (found != null) {
                        return found.under(name);
                    }
                }
            }
            return null;
        };
    }

    private static Check additionalProperties(JsonNode given, JsonNode schema, Strictness strictness) {
        var others = Others.than(schema);
        if (given.isObject()) {
            return additionalSchema(given, others, strictness);
        }
        if (given.asBoolean()) {
            return value -> null;
        }
        return value -> {
            if (!(value instanceof ObjectNode object)) {
                return null;
            }
            List<String> found = others.of(object);
            if (found.isEmpty()) {
                return null;
            }
            if (strictness == Strictness.DROP) {
                object.remove(found);
                return null;
            }
            return Violation.of(value, others.refusal(found));
        };
    }

    /** Properties that a schema lists neither by name nor by pattern. */
    private record Others(Set<String> names, List<Pattern> patterns) {
        static Others than(JsonNode schema) {
            var names = new HashSet<String>();
            schema.path("properties").fieldNames().forEachRemaining(names::add);
            var patterns = new ArrayList<Pattern>();
            schema.path("patternProperties").fieldNames().forEachRemaining(each -> patterns.add(pattern(each)));
            return new Others(names, patterns);
        }

        List<String> of(ObjectNode object) {
            List<String> found = List.of();
            for (var members = object.fieldNames(); members.hasNext(); ) {
                String name = members.next();
                if (!names.contains(name)
                        && patterns.stream()
                                .noneMatch(each -> each.matcher(name).find())) {
                    if (found.isEmpty()) {
                        found = new ArrayList<>();
                    }
                    found.add(name);
                }
            }
            return found;
        }

        String refusal(List<String> found) {
            String all = found.stream().sorted().map(PythonText::repr).collect(Collectors.joining(", "));
            if (patterns.isEmpty()) {
                return "Additional properties are not allowed (" + all + " " + (found.size() == 1 ? "was" : "were")
                        + " unexpected)";
            }
            return all + " " + (found.size() == 1 ? "does" : "do") + " not match any of the regexes: "
                    + patterns.stream()
                            .map(Pattern::pattern)
                            .sorted()
                            .map(PythonText::repr)
                            .collect(Collectors.joining(", "));
        }
    }

    private static Check required(JsonNode given) {
        var names = new ArrayList<String>();
        given.forEach(each -> names.add(each.asText()));
        return value -> {
            if (value.isObject()) {
                for (String name : names) {
                    if (!value.has(name)) {
                        return Violation.of(value, PythonText.repr(name) + " is a required property");
                    }
                }
            }
            return null;
        };
    }

    private static Check size(boolean ofObject, IntPredicate broken, String message) {
        return value -> (ofObject ? value.isObject() : value.isArray()) && broken.test(value.size())
                ? Violation.of(value, PythonText.repr(value) + " " + message)
                : null;
    }

    private static Check items(JsonNode given, int from, Strictness strictness) {
        var schema = Schema.compile(given, strictness);
        return value -> {
            if (value.isArray()) {
                for (int i = from; i < value.size(); i++) {
                    Violation found = schema.first(value.path(i));
                    if (found != null) {
                        return found.under(i);
                    }
                }
            }
            return null;
        };
    }

    private static Check prefixItems(JsonNode given, Strictness strictness) {
        var schemas = Keywords.schemas(given, strictness);
        return value -> {
            for (int i = 0; value.isArray() && i < Math.min(value.size(), schemas.size()); i++) {
                Violation found = schemas.get(i).first(value.path(i));
                if (found != null) {
                    return found.under(i);
                }
            }
            return null;
        };
    }

    private static Check uniqueItems(boolean unique) {
        return value -> {
            if (!unique || !value.isArray()) {
                return null;
            }
            var seen = new HashSet<JsonNode>();
            for (JsonNode each : value) {
                if (!seen.add(each)) {
                    return Violation.of(value, PythonText.repr(value) + " has non-unique elements");
                }
            }
            return null;
        };
    }
}
