package kilonova.gateway.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;
import kilonova.identity.v1.CreateRoleRequest;
import kilonova.identity.v1.DeleteRoleRequest;
import kilonova.identity.v1.GetRoleRequest;
import kilonova.identity.v1.ListRolesRequest;
import kilonova.identity.v1.Role;
import kilonova.identity.v1.RoleServiceGrpc;
import kilonova.identity.v1.RoleServiceGrpc.RoleServiceBlockingStub;

/** Roles. */
final class RoleRoutes {
    private RoleRoutes() {}

    static void into(Routes routes) {
        routes.get("/v3/roles", RoleRoutes::list);
        routes.post("/v3/roles", RoleRoutes::create);
        routes.get("/v3/roles/{id}", RoleRoutes::show);
        routes.delete("/v3/roles/{id}", RoleRoutes::delete);
    }

    private static Answer list(Exchange exchange) {
        var request = ListRolesRequest.newBuilder().setName(Listing.filter(exchange, "name"));
        return Listing.answer(
                exchange,
                "roles",
                token -> {
                    var page = roles(exchange)
                            .listRoles(request.setPageToken(token).build());
                    return new Listing.Page<>(page.getRolesList(), page.getNextPageToken());
                },
                (node, role) -> view(exchange, node, role));
    }

    private static Answer create(Exchange exchange) {
        Fields wanted = Fields.of(exchange, "role");
        Role made = roles(exchange)
                .createRole(CreateRoleRequest.newBuilder()
                        .setRole(Role.newBuilder()
                                .setName(wanted.text("name"))
                                .setDescription(
                                        wanted.optionalText("description").orElse("")))
                        .build());
        return one(exchange, 201, made);
    }

    private static Answer show(Exchange exchange) {
        return one(
                exchange,
                200,
                roles(exchange)
                        .getRole(GetRoleRequest.newBuilder()
                                .setId(exchange.variable("id"))
                                .build()));
    }

    private static Answer delete(Exchange exchange) {
        roles(exchange)
                .deleteRole(DeleteRoleRequest.newBuilder()
                        .setId(exchange.variable("id"))
                        .build());
        return Answer.empty(204);
    }

    private static Answer one(Exchange exchange, int status, Role role) {
        ObjectNode body = Json.object();
        view(exchange, body.putObject("role"), role);
        return Answer.json(status, body);
    }

    static void view(Exchange exchange, ObjectNode node, Role role) {
        node.put("id", role.getId()).put("name", role.getName()).putNull("domain_id");
        if (role.getDescription().isEmpty()) {
            node.putNull("description");
        } else {
            node.put("description", role.getDescription());
        }
        node.putObject("options");
        node.putObject("links").put("self", exchange.origin() + "/v3/roles/" + role.getId());
    }

    private static RoleServiceBlockingStub roles(Exchange exchange) {
        return exchange.calls().to(RoleServiceGrpc::newBlockingStub);
    }
}
