package kilonova.gateway.network;

import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Face;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.ProblemWords;
import kilonova.gateway.http.Routes;

/** Neutron's API, version 2.0. */
public final class NetworkFace implements Face {
    private final Routes routes = new Routes();

    public NetworkFace() {
        ApiPages.on(routes);
        CollectionRoutes.on(routes, new NetworkCollection());
        CollectionRoutes.on(routes, new SubnetCollection());
        CollectionRoutes.on(routes, new PortCollection());
        CollectionRoutes.on(routes, new SecurityGroupCollection());
        CollectionRoutes.on(routes, new RuleCollection());
        QuotaRoutes.on(routes);
    }

    @Override
    public String name() {
        return "network";
    }

    @Override
    public Answer handle(Exchange exchange) {
        return routes.handle(exchange);
    }

    @Override
    public Answer fault(Exchange exchange, HttpFault fault) {
        String type = fault.headers().getOrDefault(NetworkWords.TYPE, NetworkWords.type(fault.code()));
        var body = Json.object();
        body.putObject("NeutronError")
                .put("type", type)
                .put("message", fault.message())
                .put("detail", "");
        var answer = Answer.json(fault.code(), body);
        for (var header : fault.headers().entrySet()) {
            if (!header.getKey().equals(NetworkWords.TYPE)) {
                answer = answer.with(header.getKey(), header.getValue());
            }
        }
        return fault.code() == 401 ? answer.with("www-authenticate", "Keystone uri='/v3'") : answer;
    }

    @Override
    public ProblemWords words() {
        return NetworkWords.ALL;
    }
}
