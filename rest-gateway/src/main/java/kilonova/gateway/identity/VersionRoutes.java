package kilonova.gateway.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;

/** Which versions of the API there are: one. */
final class VersionRoutes {
    private VersionRoutes() {}

    static void into(Routes routes) {
        routes.get("/", VersionRoutes::all);
        routes.get("/v3", VersionRoutes::one);
    }

    private static Answer all(Exchange exchange) {
        ObjectNode body = Json.object();
        version(exchange, body.putObject("versions").putArray("values").addObject());
        return Answer.json(300, body).with("location", exchange.origin() + "/v3/");
    }

    private static Answer one(Exchange exchange) {
        ObjectNode body = Json.object();
        version(exchange, body.putObject("version"));
        return Answer.json(200, body);
    }

    private static void version(Exchange exchange, ObjectNode version) {
        version.put("id", "v3.14").put("status", "stable").put("updated", "2020-04-07T00:00:00Z");
        version.putArray("links").addObject().put("rel", "self").put("href", exchange.origin() + "/v3/");
        version.putArray("media-types")
                .addObject()
                .put("base", "application/json")
                .put("type", "application/vnd.openstack.identity-v3+json");
    }
}
