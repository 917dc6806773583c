package kilonova.gateway.compute;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Map;
import java.util.Optional;
import kilonova.gateway.compute.EndpointTable.Found;
import kilonova.gateway.compute.EndpointTable.Row;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.HttpFaultException;
import kilonova.gateway.http.Json;
import kilonova.gateway.schema.Schema;
import kilonova.gateway.schema.Schema.Strictness;
import kilonova.gateway.schema.SchemaLibrary;

/** What is checked of a request between its route and its handler, in Nova's order. */
final class RequestChecks {
    /** More than this is 413. */
    static final int MAX_BODY_BYTES = 114_688;

    private static final String MALFORMED = "Malformed request body";

    private final SchemaLibrary schemas;

    RequestChecks(SchemaLibrary schemas) {
        this.schemas = schemas;
    }

    /** The body as JSON; null as JSON says it when the method takes none, or none was sent. */
    JsonNode body(Exchange exchange) {
        checkContentType(exchange);
        boolean takesOne = exchange.method().equals("POST") || exchange.method().equals("PUT");
        byte[] text = exchange.body(MAX_BODY_BYTES);
        if (!takesOne || text.length == 0) {
            return NullNode.getInstance();
        }
        return Json.parse(text).orElseThrow(RequestChecks::malformed);
    }

    private static void checkContentType(Exchange exchange) {
        String type = exchange.header("content-type").orElse("");
        int end = type.indexOf(';');
        switch ((end < 0 ? type : type.substring(0, end)).strip()) {
            case "", "text/plain", "application/json", "application/vnd.openstack.compute+json" -> {}
            default -> throw HttpFault.of(415, "Unsupported Content-Type").raise();
        }
    }

    private static HttpFaultException malformed() {
        return HttpFault.of(400, MALFORMED).raise();
    }

    /** The row of the one action that the body names. */
    Row action(Found.Actions actions, JsonNode body) {
        if (!body.isObject() || body.size() != 1) {
            throw malformed();
        }
        String key = body.fieldNames().next();
        if (actions.byKey().get(key) instanceof Row row) {
            return row;
        }
        throw HttpFault.of(400, "There is no such action: " + key).raise();
    }

    /** Whether the row answers at all in this version. */
    void available(Endpoint endpoint, Microversion version) {
        boolean answers = endpoint.range().holds(version)
                || (version.legacy() && endpoint.range().holds(Microversion.OLDEST));
        if (!answers) {
            throw NovaFault.notFound().raise();
        }
        if (endpoint.gone()) {
            throw NovaFault.gone().raise();
        }
    }

    void bodyKeepsSchema(Endpoint endpoint, Microversion version, JsonNode body) {
        endpoint.bodySchema(version)
                .flatMap(name -> schema(name, version).check(body))
                .ifPresent(violation -> {
                    throw HttpFault.of(400, violation.inBody()).raise();
                });
    }

    void queryKeepsSchema(Endpoint endpoint, Microversion version, Exchange exchange) {
        if (exchange.query().isEmpty()) {
            return;
        }
        endpoint.querySchema(version)
                .flatMap(name -> schema(name, version).check(tree(exchange)))
                .ifPresent(v -> {
                    throw HttpFault.of(400, v.inQuery()).raise();
                });
    }

    private Schema schema(String name, Microversion version) {
        return schemas.get(name, version.legacy() ? Strictness.DROP : Strictness.REFUSE);
    }

    /** A query as its schemas see it: each name with the list of its values. */
    private static JsonNode tree(Exchange exchange) {
        var tree = Json.object();
        for (Map.Entry<String, String> each : exchange.query()) {
            String name = each.getKey();
            ArrayNode values = tree.get(name) instanceof ArrayNode known ? known : tree.putArray(name);
            values.add(each.getValue());
        }
        return tree;
    }

    /** Whoever has no token is told so before anything else. */
    static void carriesToken(Exchange exchange) {
        if (Optional.of(exchange.calls()).flatMap(each -> each.token()).isEmpty()) {
            throw HttpFault.of(401, "The request you have made requires authentication.")
                    .raise();
        }
    }
}
