package kilonova.gateway.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;

/** Which versions of the API are spoken here, newest first. */
final class VersionPages {
    private static final List<String> VERSIONS =
            List.of("v2.9", "v2.7", "v2.6", "v2.5", "v2.4", "v2.3", "v2.2", "v2.1", "v2.0");

    private VersionPages() {}

    static void on(Routes routes) {
        routes.get("/", e -> versions(e, 300)).get("/versions", e -> versions(e, 200));
    }

    private static Answer versions(Exchange exchange, int status) {
        ObjectNode page = Json.object();
        var list = page.putArray("versions");
        for (String version : VERSIONS) {
            ObjectNode each = list.addObject();
            each.put("id", version);
            each.put("status", version.equals(VERSIONS.getFirst()) ? "CURRENT" : "SUPPORTED");
            each.putArray("links").addObject().put("rel", "self").put("href", exchange.origin() + "/v2/");
        }
        return Answer.json(status, page);
    }
}
