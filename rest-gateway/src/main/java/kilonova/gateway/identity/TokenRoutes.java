package kilonova.gateway.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;
import kilonova.identity.v1.CatalogServiceGrpc;
import kilonova.identity.v1.ListCatalogEntriesRequest;
import kilonova.identity.v1.ListProjectsRequest;
import kilonova.identity.v1.ListRoleAssignmentsRequest;
import kilonova.identity.v1.ProjectServiceGrpc;
import kilonova.identity.v1.RevokeTokenRequest;
import kilonova.identity.v1.RoleServiceGrpc;
import kilonova.identity.v1.Token;
import kilonova.identity.v1.TokenServiceGrpc;
import kilonova.identity.v1.ValidateTokenRequest;

/** Tokens, and what the caller can do with theirs. */
final class TokenRoutes {
    private static final String SUBJECT = "x-subject-token";

    private TokenRoutes() {}

    static void into(Routes routes) {
        routes.post("/v3/auth/tokens", TokenRoutes::issue);
        routes.get("/v3/auth/tokens", TokenRoutes::show);
        routes.delete("/v3/auth/tokens", TokenRoutes::revoke);
        routes.get("/v3/auth/catalog", TokenRoutes::catalog);
        routes.get("/v3/auth/projects", TokenRoutes::projects);
        routes.get("/v3/auth/domains", TokenRoutes::domains);
        routes.get("/v3/auth/system", TokenRoutes::system);
    }

    private static Answer issue(Exchange exchange) {
        var request = AuthRequest.read(Fields.of(exchange, "auth"));
        Token token = exchange.calls().to(TokenServiceGrpc::newBlockingStub).issueToken(request);
        return Answer.json(201, TokenView.of(token, !exchange.query().contains("nocatalog")))
                .with(SUBJECT, token.getValue());
    }

    private static Answer show(Exchange exchange) {
        String subject = subject(exchange);
        Token token = validated(exchange, subject);
        return Answer.json(200, TokenView.of(token, !exchange.query().contains("nocatalog")))
                .with(SUBJECT, subject);
    }

    private static Answer revoke(Exchange exchange) {
        exchange.calls()
                .to(TokenServiceGrpc::newBlockingStub)
                .revokeToken(RevokeTokenRequest.newBuilder()
                        .setToken(subject(exchange))
                        .build());
        return Answer.empty(204);
    }

    private static Answer catalog(Exchange exchange) {
        var found = exchange.calls()
                .to(CatalogServiceGrpc::newBlockingStub)
                .listCatalogEntries(ListCatalogEntriesRequest.getDefaultInstance());
        ObjectNode body = Json.object();
        TokenView.catalog(body.putArray("catalog"), found.getEntriesList());
        body.putObject("links").put("self", exchange.origin() + exchange.path());
        return Answer.json(200, body);
    }

    /** The projects that a token of the caller could be scoped to. */
    private static Answer projects(Exchange exchange) {
        String self = caller(exchange).getUser().getId();
        var projects = exchange.calls().to(ProjectServiceGrpc::newBlockingStub);
        return Listing.answer(
                exchange,
                "projects",
                token -> {
                    var page = projects.listProjects(ListProjectsRequest.newBuilder()
                            .setUserId(self)
                            .setEnabled(true)
                            .setPageToken(token)
                            .build());
                    return new Listing.Page<>(page.getProjectsList(), page.getNextPageToken());
                },
                (node, project) -> ProjectRoutes.view(exchange, node, project));
    }

    /** Nobody has a role in a domain. */
    private static Answer domains(Exchange exchange) {
        caller(exchange);
        return Listing.answer(exchange, "domains", _ -> new Listing.Page<>(List.of(), ""), (_, _) -> {});
    }

    private static Answer system(Exchange exchange) {
        String self = caller(exchange).getUser().getId();
        var found = exchange.calls()
                .to(RoleServiceGrpc::newBlockingStub)
                .listRoleAssignments(ListRoleAssignmentsRequest.newBuilder()
                        .setUserId(self)
                        .setSystem(true)
                        .setPageSize(1)
                        .build());
        ObjectNode body = Json.object();
        var list = body.putArray("system");
        if (found.getAssignmentsCount() > 0) {
            list.addObject().put("all", true);
        }
        body.putObject("links").put("self", exchange.origin() + exchange.path());
        return Answer.json(200, body);
    }

    private static Token caller(Exchange exchange) {
        return validated(exchange, exchange.calls().token().orElseThrow(() -> HttpFault.of(
                        401, "The request you have made requires authentication.")
                .raise()));
    }

    private static Token validated(Exchange exchange, String subject) {
        return exchange.calls()
                .to(TokenServiceGrpc::newBlockingStub)
                .validateToken(
                        ValidateTokenRequest.newBuilder().setToken(subject).build());
    }

    private static String subject(Exchange exchange) {
        return exchange.header(SUBJECT)
                .orElseThrow(() -> IdentityWords.expecting("X-Subject-Token", "the request's headers")
                        .raise());
    }
}
