package kilonova.gateway.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** The attributes of one resource in a request. Each is asked for by name; what nobody asked for is refused at the end. */
final class Attributes {
    private final JsonNode object;
    private final Set<String> left = new LinkedHashSet<>();
    private final List<String> paths = new ArrayList<>();

    Attributes(JsonNode object) {
        this.object = object;
        object.fieldNames().forEachRemaining(left::add);
    }

    Attributes text(String name, String path, Consumer<String> to) {
        return each(name, path, value -> to.accept(text(name, value)));
    }

    /** Null stands for empty. */
    Attributes textOrNull(String name, String path, Consumer<String> to) {
        return each(name, path, value -> to.accept(value.isNull() ? "" : text(name, value)));
    }

    Attributes flag(String name, String path, Consumer<Boolean> to) {
        return each(name, path, value -> to.accept(flag(name, value)));
    }

    Attributes number(String name, String path, Consumer<Integer> to) {
        return each(name, path, value -> number(name, value).ifPresent(to));
    }

    Attributes texts(String name, String path, Consumer<List<String>> to) {
        return list(name, path, value -> text(name, value), to);
    }

    /** Null stands for none. */
    <T> Attributes list(String name, String path, Function<JsonNode, T> parse, Consumer<List<T>> to) {
        return each(name, path, value -> {
            if (value.isNull()) {
                to.accept(List.of());
            } else if (value.isArray()) {
                to.accept(value.valueStream().map(parse).toList());
            } else {
                throw invalid(name, "not a list");
            }
        });
    }

    /** The owner, by either of its names. */
    Attributes project(Consumer<String> to) {
        return text("tenant_id", "project_id", to).text("project_id", "project_id", to);
    }

    /** An attribute that the service does not keep: only what means nothing is taken. */
    Attributes nothing(String name) {
        return each(name, "", value -> {
            boolean empty = value.isNull() || value.isContainerNode() && value.isEmpty();
            if (!empty) {
                throw invalid(name, "not supported by this service");
            }
        });
    }

    boolean has(String name) {
        return object.has(name);
    }

    /** Refuses what nobody asked for. */
    void done() {
        if (!left.isEmpty()) {
            throw NetworkWords.bad("Unrecognized attribute(s) '" + String.join(", ", left) + "'");
        }
    }

    /** What was said, as paths of an update mask. */
    List<String> paths() {
        return paths;
    }

    static String text(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw invalid(name, "'" + value + "' is not a valid string");
        }
        return value.asText();
    }

    /** A text within an object of a list; empty when it is not there. */
    static String text(String name, JsonNode object, String key) {
        if (!object.isObject()) {
            throw invalid(name, "'" + object + "' is not a dictionary");
        }
        return object.get(key) instanceof JsonNode value && !value.isNull() ? text(name, value) : "";
    }

    static RuntimeException invalid(String name, String why) {
        return NetworkWords.bad("Invalid input for " + name + ". Reason: " + why + ".");
    }

    private Attributes each(String name, String path, Consumer<JsonNode> read) {
        if (object.get(name) instanceof JsonNode value) {
            left.remove(name);
            read.accept(value);
            if (!path.isEmpty()) {
                paths.add(path);
            }
        }
        return this;
    }

    private static boolean flag(String name, JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        return switch (value.asText().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw invalid(name, "'" + value.asText() + "' cannot be converted to boolean");
        };
    }

    private static Optional<Integer> number(String name, JsonNode value) {
        if (value.isNull()) {
            return Optional.empty();
        }
        if (value.isIntegralNumber() && value.canConvertToInt()) {
            return Optional.of(value.intValue());
        }
        if (value.isTextual() && value.asText().matches("-?\\d{1,9}")) {
            return Optional.of(Integer.valueOf(value.asText()));
        }
        throw invalid(name, "'" + value.asText() + "' is not an integer");
    }
}
