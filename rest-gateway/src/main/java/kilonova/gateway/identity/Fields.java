package kilonova.gateway.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;

/** The fields of one object of a request body, read with their types. */
record Fields(JsonNode object, String place) {
    /** As Keystone's own limit. */
    private static final int MAX_BODY_BYTES = 114_688;

    /** The object under this key of the body. */
    static Fields of(Exchange exchange, String key) {
        JsonNode body = Json.parse(exchange.body(MAX_BODY_BYTES))
                .filter(JsonNode::isObject)
                .orElseThrow(() ->
                        HttpFault.of(400, "Request body is not a JSON object.").raise());
        return new Fields(body, "request body").object(key);
    }

    Fields object(String name) {
        return optionalObject(name)
                .orElseThrow(() -> IdentityWords.expecting(name, place).raise());
    }

    Optional<Fields> optionalObject(String name) {
        JsonNode found = object.path(name);
        if (absent(found)) {
            return Optional.empty();
        }
        if (!found.isObject()) {
            throw wrongType(name, found, "object");
        }
        return Optional.of(new Fields(found, name));
    }

    String text(String name) {
        return optionalText(name)
                .orElseThrow(() -> IdentityWords.expecting(name, place).raise());
    }

    Optional<String> optionalText(String name) {
        JsonNode found = object.path(name);
        if (absent(found)) {
            return Optional.empty();
        }
        if (!found.isTextual()) {
            throw wrongType(name, found, "string");
        }
        return Optional.of(found.textValue());
    }

    Optional<Boolean> optionalFlag(String name) {
        JsonNode found = object.path(name);
        if (absent(found)) {
            return Optional.empty();
        }
        if (!found.isBoolean()) {
            throw wrongType(name, found, "boolean");
        }
        return Optional.of(found.booleanValue());
    }

    private static boolean absent(JsonNode found) {
        return found.isMissingNode() || found.isNull();
    }

    /** Says the type found and not the value: it may be a password. */
    private static RuntimeException wrongType(String name, JsonNode found, String expected) {
        return HttpFault.of(
                        400,
                        "Invalid input for field '" + name + "': a value of type '"
                                + found.getNodeType().name().toLowerCase(Locale.ROOT) + "' is not of type '"
                                + expected + "'")
                .raise();
    }
}
