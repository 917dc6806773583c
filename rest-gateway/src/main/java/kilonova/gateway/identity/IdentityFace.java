package kilonova.gateway.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Face;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.ProblemWords;
import kilonova.gateway.http.Routes;

/** The Identity API, version 3. */
public final class IdentityFace implements Face {
    private final Routes routes = new Routes();

    public IdentityFace() {
        VersionRoutes.into(routes);
        TokenRoutes.into(routes);
        UserRoutes.into(routes);
        ProjectRoutes.into(routes);
        RoleRoutes.into(routes);
        AssignmentRoutes.into(routes);
        DomainRoutes.into(routes);
        CatalogRoutes.into(routes);
    }

    @Override
    public String name() {
        return "identity";
    }

    @Override
    public Answer handle(Exchange exchange) {
        return routes.handle(exchange);
    }

    @Override
    public ProblemWords words() {
        return IdentityWords::say;
    }

    @Override
    public Answer fault(Exchange exchange, HttpFault fault) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("code", fault.code())
                .put("message", IdentityWords.message(fault))
                .put("title", IdentityWords.title(fault.code()));
        Answer answer = Answer.json(fault.code(), body);
        for (var header : fault.headers().entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return fault.code() == 401
                ? answer.with("www-authenticate", "Keystone uri=\"" + exchange.origin() + "/v3\"")
                : answer;
    }

    @Override
    public Answer finish(Exchange exchange, Answer answer) {
        Answer varied = answer.with("vary", "X-Auth-Token");
        return exchange.method().equals("HEAD")
                ? new Answer(varied.status(), varied.headers(), Answer.Body.NONE)
                : varied;
    }
}
