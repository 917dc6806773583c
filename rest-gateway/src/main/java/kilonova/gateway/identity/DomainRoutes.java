package kilonova.gateway.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;
import kilonova.identity.v1.Domain;
import kilonova.identity.v1.DomainServiceGrpc;
import kilonova.identity.v1.GetDomainRequest;
import kilonova.identity.v1.ListDomainsRequest;

/** Domains. */
final class DomainRoutes {
    private DomainRoutes() {}

    static void into(Routes routes) {
        routes.get("/v3/domains", DomainRoutes::list);
        routes.get("/v3/domains/{id}", DomainRoutes::show);
    }

    private static Answer list(Exchange exchange) {
        var request = ListDomainsRequest.newBuilder().setName(Listing.filter(exchange, "name"));
        var domains = exchange.calls().to(DomainServiceGrpc::newBlockingStub);
        return Listing.answer(
                exchange,
                "domains",
                token -> {
                    var page = domains.listDomains(request.setPageToken(token).build());
                    return new Listing.Page<>(page.getDomainsList(), page.getNextPageToken());
                },
                (node, domain) -> view(exchange, node, domain));
    }

    private static Answer show(Exchange exchange) {
        ObjectNode body = Json.object();
        var found = exchange.calls()
                .to(DomainServiceGrpc::newBlockingStub)
                .getDomain(GetDomainRequest.newBuilder()
                        .setId(exchange.variable("id"))
                        .build());
        view(exchange, body.putObject("domain"), found);
        return Answer.json(200, body);
    }

    private static void view(Exchange exchange, ObjectNode node, Domain domain) {
        node.put("id", domain.getId())
                .put("name", domain.getName())
                .put("description", domain.getDescription())
                .put("enabled", domain.getEnabled());
        node.putArray("tags");
        node.putObject("options");
        node.putObject("links").put("self", exchange.origin() + "/v3/domains/" + domain.getId());
    }
}
