package kilonova.gateway.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;

/** What is spoken here: versions, resources, extensions. */
final class ApiPages {
    /** Alias → name, of what is really there. */
    private static final Map<String, String> EXTENSIONS = new TreeMap<>(Map.ofEntries(
            Map.entry("binding", "Port Binding"),
            Map.entry("external-net", "Neutron external network"),
            Map.entry("filter-validation", "Filter parameters validation"),
            Map.entry("net-mtu", "Network MTU"),
            Map.entry("net-mtu-writable", "Network MTU (writable)"),
            Map.entry("pagination", "Pagination support"),
            Map.entry("port-security", "Port Security"),
            Map.entry("project-id", "project_id field enabled"),
            Map.entry("quota_details", "Quota details management support"),
            Map.entry("quotas", "Quota management support"),
            Map.entry("security-group", "security-group"),
            Map.entry("sorting", "Sorting support"),
            Map.entry("standard-attr-description", "standard-attr-description"),
            Map.entry("standard-attr-timestamp", "Resource timestamps")));

    private static final List<String> RESOURCES =
            List.of("network", "subnet", "port", "security-group", "security-group-rule");

    private ApiPages() {}

    static void on(Routes routes) {
        routes.get("/", ApiPages::versions)
                .get("/v2.0", ApiPages::resources)
                .get("/v2.0/extensions", e -> extensions())
                .get("/v2.0/extensions/{alias}", ApiPages::extension);
    }

    private static Answer versions(Exchange exchange) {
        ObjectNode page = Json.object();
        ObjectNode version = page.putArray("versions").addObject();
        version.put("id", "v2.0").put("status", "CURRENT");
        version.putArray("links").addObject().put("rel", "self").put("href", exchange.origin() + "/v2.0/");
        return Answer.json(200, page);
    }

    private static Answer resources(Exchange exchange) {
        ObjectNode page = Json.object();
        var list = page.putArray("resources");
        for (String name : RESOURCES) {
            ObjectNode each = list.addObject();
            each.put("name", name).put("collection", name + "s");
            each.putArray("links")
                    .addObject()
                    .put("rel", "self")
                    .put("href", exchange.origin() + "/v2.0/" + name + "s");
        }
        return Answer.json(200, page);
    }

    private static Answer extensions() {
        ObjectNode page = Json.object();
        var list = page.putArray("extensions");
        EXTENSIONS.forEach((alias, name) -> list.add(view(alias, name)));
        return Answer.json(200, page);
    }

    private static Answer extension(Exchange exchange) {
        String alias = exchange.variable("alias");
        if (EXTENSIONS.get(alias) instanceof String name) {
            ObjectNode page = Json.object();
            page.set("extension", view(alias, name));
            return Answer.json(200, page);
        }
        throw HttpFault.of(404, "Extension with alias " + alias + " does not exist")
                .raise();
    }

    private static ObjectNode view(String alias, String name) {
        ObjectNode view = Json.object();
        view.put("alias", alias).put("name", name).put("description", name).put("updated", "2013-01-01T00:00:00-00:00");
        view.putArray("links");
        return view;
    }
}
