package kilonova.gateway.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.schema.Schema.Strictness;
import kilonova.gateway.schema.SchemaLibrary;
import kilonova.gateway.schema.Violation;

/** What is checked of a request between its route and its handler, in Placement's order. */
final class RequestChecks {
    /** More than this is 413: ten thousand consumers fit. */
    static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

    private static final String JSON = "application/json";
    private static final String BODILESS = "/traits/{name}";

    private final SchemaLibrary schemas;

    RequestChecks(SchemaLibrary schemas) {
        this.schemas = schemas;
    }

    /** The type of the body without its parameters; empty when none is named. */
    static Optional<String> mediaType(Exchange exchange) {
        return exchange.header("content-type")
                .map(type -> (type.indexOf(';') < 0 ? type : type.substring(0, type.indexOf(';'))).strip())
                .filter(type -> !type.isEmpty());
    }

    /** A body must say what it is, wherever it goes. */
    static void bodyIsTyped(Exchange exchange) {
        String length = exchange.header("content-length").orElse("0");
        OptionalLong bytes = length.chars().allMatch(c -> c >= '0' && c <= '9') && length.length() < 19
                ? OptionalLong.of(Long.parseLong(length))
                : OptionalLong.empty();
        if (bytes.isEmpty()) {
            throw PlacementFault.of(400, "content-length header must be an integer")
                    .raise();
        }
        if (bytes.getAsLong() > 0 && mediaType(exchange).isEmpty()) {
            throw PlacementFault.of(400, "content-type header required when content-length > 0")
                    .raise();
        }
    }

    /** Whoever asks for a document must take JSON. */
    static void takesJson(Exchange exchange, Endpoint endpoint) {
        if (!endpoint.method().equals("GET") || endpoint.path().equals(BODILESS)) {
            return;
        }
        String accept = exchange.header("accept").orElse("").strip();
        if (accept.isEmpty()) {
            return;
        }
        for (String each : accept.split(",", -1)) {
            String range = (each.indexOf(';') < 0 ? each : each.substring(0, each.indexOf(';'))).strip();
            if (range.equals("*/*") || range.equals("application/*") || range.equalsIgnoreCase(JSON)) {
                return;
            }
        }
        throw HttpFault.of(406, "Only application/json is provided").raise();
    }

    /** The body, which keeps its schema; null as JSON says it where the endpoint takes none. */
    JsonNode body(Exchange exchange, Endpoint endpoint, PlacementVersion version) {
        String schema = endpoint.bodySchema(version).orElse("");
        if (schema.isEmpty()) {
            return NullNode.getInstance();
        }
        String type = mediaType(exchange).orElse("None");
        if (!type.equals(JSON)) {
            throw HttpFault.of(415, "The media type " + type + " is not supported, use " + JSON)
                    .raise();
        }
        JsonNode body = Json.parse(exchange.body(MAX_BODY_BYTES))
                .orElseThrow(() -> PlacementFault.of(400, "Malformed JSON: the body is not one JSON document")
                        .raise());
        keeps(schema, body);
        return body;
    }

    /** @throws kilonova.gateway.http.HttpFaultException 400 for a document that breaks the schema of this name */
    void keeps(String schema, JsonNode document) {
        schemas.get(schema, Strictness.REFUSE).check(document).ifPresent(violation -> {
            throw broken("JSON does not validate: ", violation);
        });
    }

    QueryText query(Exchange exchange, Endpoint endpoint, PlacementVersion version) {
        String schema = endpoint.querySchema(version).orElse("");
        if (schema.isEmpty()) {
            return new QueryText(List.of());
        }
        var query = QueryText.parse(exchange.rawQuery());
        schemas.get(schema, Strictness.REFUSE).check(query.tree()).ifPresent(violation -> {
            throw broken(QueryText.INVALID, violation);
        });
        return query;
    }

    private static RuntimeException broken(String what, Violation violation) {
        String where = violation.path().isEmpty() ? "" : "  On instance" + violation.instance();
        return PlacementFault.of(400, what + violation.message() + where).raise();
    }
}
