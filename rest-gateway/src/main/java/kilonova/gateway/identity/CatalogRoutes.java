package kilonova.gateway.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;
import kilonova.identity.v1.CatalogEntry;
import kilonova.identity.v1.CatalogServiceGrpc;
import kilonova.identity.v1.Endpoint;
import kilonova.identity.v1.ListCatalogEntriesRequest;

/** Services, their endpoints and the region, all read from the catalog. */
final class CatalogRoutes {
    private CatalogRoutes() {}

    /** An endpoint and the service that it belongs to. */
    private record Place(CatalogEntry service, Endpoint endpoint) {}

    static void into(Routes routes) {
        routes.get("/v3/services", CatalogRoutes::services);
        routes.get(
                "/v3/services/{id}",
                exchange -> one(
                        exchange,
                        "service",
                        entries(exchange).stream()
                                .filter(each -> each.getId().equals(exchange.variable("id")))
                                .toList(),
                        (node, each) -> service(exchange, node, each)));
        routes.get("/v3/endpoints", CatalogRoutes::endpoints);
        routes.get(
                "/v3/endpoints/{id}",
                exchange -> one(
                        exchange,
                        "endpoint",
                        places(exchange).stream()
                                .filter(each -> each.endpoint().getId().equals(exchange.variable("id")))
                                .toList(),
                        (node, each) -> endpoint(exchange, node, each)));
        routes.get("/v3/regions", CatalogRoutes::regions);
        routes.get(
                "/v3/regions/{id}",
                exchange -> one(
                        exchange,
                        "region",
                        regionIds(exchange).stream()
                                .filter(each -> each.equals(exchange.variable("id")))
                                .toList(),
                        (node, each) -> region(exchange, node, each)));
    }

    private static Answer services(Exchange exchange) {
        String type = Listing.filter(exchange, "type");
        String name = Listing.filter(exchange, "name");
        var found = entries(exchange).stream()
                .filter(each -> type.isEmpty() || each.getType().equals(type))
                .filter(each -> name.isEmpty() || each.getName().equals(name))
                .toList();
        return Listing.answer(
                exchange,
                "services",
                _ -> new Listing.Page<>(found, ""),
                (node, each) -> service(exchange, node, each));
    }

    private static Answer endpoints(Exchange exchange) {
        String service = Listing.filter(exchange, "service_id");
        String side = Listing.filter(exchange, "interface");
        String region = Listing.filter(exchange, "region_id");
        var found = places(exchange).stream()
                .filter(each -> service.isEmpty() || each.service().getId().equals(service))
                .filter(each -> side.isEmpty() || each.endpoint().getInterface().equals(side))
                .filter(each ->
                        region.isEmpty() || each.endpoint().getRegionId().equals(region))
                .toList();
        return Listing.answer(
                exchange,
                "endpoints",
                _ -> new Listing.Page<>(found, ""),
                (node, each) -> endpoint(exchange, node, each));
    }

    private static Answer regions(Exchange exchange) {
        var found = regionIds(exchange);
        return Listing.answer(
                exchange, "regions", _ -> new Listing.Page<>(found, ""), (node, each) -> region(exchange, node, each));
    }

    private static <T> Answer one(Exchange exchange, String name, List<T> found, BiConsumer<ObjectNode, T> view) {
        if (found.isEmpty()) {
            throw HttpFault.of(404, "Could not find " + name + ": " + exchange.variable("id") + ".")
                    .raise();
        }
        ObjectNode body = Json.object();
        view.accept(body.putObject(name), found.getFirst());
        return Answer.json(200, body);
    }

    private static void service(Exchange exchange, ObjectNode node, CatalogEntry entry) {
        node.put("id", entry.getId())
                .put("type", entry.getType())
                .put("name", entry.getName())
                .put("description", "")
                .put("enabled", true);
        node.putObject("links").put("self", exchange.origin() + "/v3/services/" + entry.getId());
    }

    private static void endpoint(Exchange exchange, ObjectNode node, Place place) {
        Endpoint endpoint = place.endpoint();
        node.put("id", endpoint.getId())
                .put("interface", endpoint.getInterface())
                .put("region", endpoint.getRegionId())
                .put("region_id", endpoint.getRegionId())
                .put("service_id", place.service().getId())
                .put("url", endpoint.getUrl())
                .put("enabled", true);
        node.putObject("links").put("self", exchange.origin() + "/v3/endpoints/" + endpoint.getId());
    }

    private static void region(Exchange exchange, ObjectNode node, String id) {
        node.put("id", id).put("description", "").putNull("parent_region_id");
        node.putObject("links").put("self", exchange.origin() + "/v3/regions/" + id);
    }

    private static List<String> regionIds(Exchange exchange) {
        return places(exchange).stream()
                .map(each -> each.endpoint().getRegionId())
                .distinct()
                .toList();
    }

    private static List<Place> places(Exchange exchange) {
        var places = new ArrayList<Place>();
        for (CatalogEntry entry : entries(exchange)) {
            entry.getEndpointsList().forEach(endpoint -> places.add(new Place(entry, endpoint)));
        }
        return places;
    }

    private static List<CatalogEntry> entries(Exchange exchange) {
        return exchange.calls()
                .to(CatalogServiceGrpc::newBlockingStub)
                .listCatalogEntries(ListCatalogEntriesRequest.getDefaultInstance())
                .getEntriesList();
    }
}
