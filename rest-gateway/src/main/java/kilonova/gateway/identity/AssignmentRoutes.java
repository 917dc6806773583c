package kilonova.gateway.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Routes;
import kilonova.identity.v1.GrantRoleRequest;
import kilonova.identity.v1.ListRoleAssignmentsRequest;
import kilonova.identity.v1.RevokeRoleRequest;
import kilonova.identity.v1.Role;
import kilonova.identity.v1.RoleAssignment;
import kilonova.identity.v1.RoleServiceGrpc;
import kilonova.identity.v1.RoleServiceGrpc.RoleServiceBlockingStub;

/** Who has which role where. */
final class AssignmentRoutes {
    private static final String IN_PROJECT = "/v3/projects/{project}/users/{user}/roles";
    private static final String IN_SYSTEM = "/v3/system/users/{user}/roles";

    private AssignmentRoutes() {}

    static void into(Routes routes) {
        routes.get("/v3/role_assignments", AssignmentRoutes::list);
        routes.get(IN_PROJECT, exchange -> roles(exchange, inProject(exchange)));
        routes.get(IN_SYSTEM, exchange -> roles(exchange, inSystem(exchange)));
        routes.get(IN_PROJECT + "/{role}", exchange -> check(exchange, inProject(exchange)));
        routes.get(IN_SYSTEM + "/{role}", exchange -> check(exchange, inSystem(exchange)));
        routes.put(
                IN_PROJECT + "/{role}",
                exchange -> grant(exchange, GrantRoleRequest.newBuilder().setProjectId(exchange.variable("project"))));
        routes.put(
                IN_SYSTEM + "/{role}",
                exchange -> grant(exchange, GrantRoleRequest.newBuilder().setSystem(true)));
        routes.delete(
                IN_PROJECT + "/{role}",
                exchange ->
                        revoke(exchange, RevokeRoleRequest.newBuilder().setProjectId(exchange.variable("project"))));
        routes.delete(
                IN_SYSTEM + "/{role}",
                exchange -> revoke(exchange, RevokeRoleRequest.newBuilder().setSystem(true)));
    }

    private static Answer list(Exchange exchange) {
        var request = ListRoleAssignmentsRequest.newBuilder()
                .setEffective(Listing.flag(exchange, "effective"))
                .setUserId(Listing.filter(exchange, "user.id"))
                .setRoleId(Listing.filter(exchange, "role.id"));
        if (exchange.query().contains("scope.system")) {
            request.setSystem(true);
        } else if (exchange.query().contains("scope.project.id")) {
            request.setProjectId(Listing.filter(exchange, "scope.project.id"));
        }
        boolean named = Listing.flag(exchange, "include_names");
        boolean nobody =
                exchange.query().contains("group.id") || exchange.query().contains("scope.domain.id");
        return Listing.answer(
                exchange,
                "role_assignments",
                token -> {
                    var page = roleService(exchange)
                            .listRoleAssignments(request.setPageToken(token).build());
                    return nobody
                            ? new Listing.Page<>(List.of(), "")
                            : new Listing.Page<>(page.getAssignmentsList(), page.getNextPageToken());
                },
                (node, assignment) -> view(exchange, node, assignment, named));
    }

    private static void view(Exchange exchange, ObjectNode node, RoleAssignment each, boolean named) {
        ObjectNode role = node.putObject("role").put("id", each.getRoleId());
        ObjectNode user = node.putObject("user").put("id", each.getUserId());
        if (named) {
            role.put("name", each.getRoleName());
            domain(user.put("name", each.getUserName()), each.getUserDomainId(), each.getUserDomainName());
        }
        ObjectNode scope = node.putObject("scope");
        String place;
        if (each.hasProject()) {
            ObjectNode project =
                    scope.putObject("project").put("id", each.getProject().getId());
            if (named) {
                domain(
                        project.put("name", each.getProject().getName()),
                        each.getProject().getDomainId(),
                        each.getProject().getDomainName());
            }
            place = "/v3/projects/" + each.getProject().getId();
        } else {
            scope.putObject("system").put("all", true);
            place = "/v3/system";
        }
        node.putObject("links")
                .put(
                        "assignment",
                        exchange.origin() + place + "/users/" + each.getUserId() + "/roles/" + each.getRoleId());
    }

    private static void domain(ObjectNode owner, String id, String name) {
        owner.putObject("domain").put("id", id).put("name", name);
    }

    private static Answer roles(Exchange exchange, ListRoleAssignmentsRequest.Builder request) {
        return Listing.answer(
                exchange,
                "roles",
                token -> {
                    var page = roleService(exchange)
                            .listRoleAssignments(request.setPageToken(token).build());
                    return new Listing.Page<>(page.getAssignmentsList(), page.getNextPageToken());
                },
                (node, each) -> RoleRoutes.view(
                        exchange,
                        node,
                        Role.newBuilder()
                                .setId(each.getRoleId())
                                .setName(each.getRoleName())
                                .build()));
    }

    private static Answer check(Exchange exchange, ListRoleAssignmentsRequest.Builder request) {
        String role = exchange.variable("role");
        var found = roleService(exchange)
                .listRoleAssignments(request.setRoleId(role).build());
        if (found.getAssignmentsCount() == 0) {
            throw HttpFault.of(404, "Could not find role assignment with role: " + role + ".")
                    .raise();
        }
        return Answer.empty(204);
    }

    private static Answer grant(Exchange exchange, GrantRoleRequest.Builder request) {
        roleService(exchange)
                .grantRole(request.setUserId(exchange.variable("user"))
                        .setRoleId(exchange.variable("role"))
                        .build());
        return Answer.empty(204);
    }

    private static Answer revoke(Exchange exchange, RevokeRoleRequest.Builder request) {
        roleService(exchange)
                .revokeRole(request.setUserId(exchange.variable("user"))
                        .setRoleId(exchange.variable("role"))
                        .build());
        return Answer.empty(204);
    }

    private static ListRoleAssignmentsRequest.Builder inProject(Exchange exchange) {
        return ListRoleAssignmentsRequest.newBuilder()
                .setUserId(exchange.variable("user"))
                .setProjectId(exchange.variable("project"));
    }

    private static ListRoleAssignmentsRequest.Builder inSystem(Exchange exchange) {
        return ListRoleAssignmentsRequest.newBuilder()
                .setUserId(exchange.variable("user"))
                .setSystem(true);
    }

    private static RoleServiceBlockingStub roleService(Exchange exchange) {
        return exchange.calls().to(RoleServiceGrpc::newBlockingStub);
    }
}
