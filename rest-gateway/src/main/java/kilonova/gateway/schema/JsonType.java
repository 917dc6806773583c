package kilonova.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** The types of JSON, as schemas name them. */
enum JsonType {
    OBJECT,
    ARRAY,
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN,
    NULL;

    static JsonType of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    boolean holds(JsonNode value) {
        return switch (this) {
            case OBJECT -> value.isObject();
            case ARRAY -> value.isArray();
            case STRING -> value.isTextual();
            case INTEGER -> value.isIntegralNumber() || (value.isNumber() && whole(value.doubleValue()));
            case NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case NULL -> value.isNull();
        };
    }

    private static boolean whole(double value) {
        return value == Math.rint(value) && !Double.isInfinite(value);
    }
}
