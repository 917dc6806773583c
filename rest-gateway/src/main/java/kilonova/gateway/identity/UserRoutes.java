package kilonova.gateway.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.FieldMask;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;
import kilonova.identity.v1.ChangePasswordRequest;
import kilonova.identity.v1.CreateUserRequest;
import kilonova.identity.v1.DeleteUserRequest;
import kilonova.identity.v1.GetUserRequest;
import kilonova.identity.v1.ListUsersRequest;
import kilonova.identity.v1.UpdateUserRequest;
import kilonova.identity.v1.User;
import kilonova.identity.v1.UserServiceGrpc;
import kilonova.identity.v1.UserServiceGrpc.UserServiceBlockingStub;

/** Users. */
final class UserRoutes {
    private UserRoutes() {}

    static void into(Routes routes) {
        routes.get("/v3/users", UserRoutes::list);
        routes.post("/v3/users", UserRoutes::create);
        routes.get("/v3/users/{id}", UserRoutes::show);
        routes.patch("/v3/users/{id}", UserRoutes::update);
        routes.delete("/v3/users/{id}", UserRoutes::delete);
        routes.post("/v3/users/{id}/password", UserRoutes::changePassword);
    }

    private static Answer list(Exchange exchange) {
        var request = ListUsersRequest.newBuilder()
                .setName(Listing.filter(exchange, "name"))
                .setDomainId(Listing.filter(exchange, "domain_id"));
        Listing.enabled(exchange).ifPresent(request::setEnabled);
        return Listing.answer(
                exchange,
                "users",
                token -> {
                    var page = users(exchange)
                            .listUsers(request.setPageToken(token).build());
                    return new Listing.Page<>(page.getUsersList(), page.getNextPageToken());
                },
                (node, user) -> view(exchange, node, user));
    }

    private static Answer create(Exchange exchange) {
        Fields wanted = Fields.of(exchange, "user");
        User made = users(exchange)
                .createUser(CreateUserRequest.newBuilder()
                        .setUser(User.newBuilder()
                                .setName(wanted.text("name"))
                                .setDomainId(wanted.optionalText("domain_id").orElse(""))
                                .setDescription(
                                        wanted.optionalText("description").orElse(""))
                                .setEmail(wanted.optionalText("email").orElse(""))
                                .setDefaultProjectId(wanted.optionalText("default_project_id")
                                        .orElse(""))
                                .setEnabled(wanted.optionalFlag("enabled").orElse(true)))
                        .setPassword(wanted.optionalText("password").orElse(""))
                        .build());
        return one(exchange, 201, made);
    }

    private static Answer show(Exchange exchange) {
        return one(
                exchange,
                200,
                users(exchange)
                        .getUser(GetUserRequest.newBuilder()
                                .setId(exchange.variable("id"))
                                .build()));
    }

    private static Answer update(Exchange exchange) {
        Fields wanted = Fields.of(exchange, "user");
        var user = User.newBuilder().setId(exchange.variable("id"));
        var mask = FieldMask.newBuilder();
        ProjectRoutes.set(wanted.optionalText("name"), "name", user::setName, mask);
        ProjectRoutes.set(wanted.optionalText("description"), "description", user::setDescription, mask);
        ProjectRoutes.set(wanted.optionalText("email"), "email", user::setEmail, mask);
        ProjectRoutes.set(
                wanted.optionalText("default_project_id"), "default_project_id", user::setDefaultProjectId, mask);
        ProjectRoutes.set(wanted.optionalFlag("enabled"), "enabled", user::setEnabled, mask);
        return one(
                exchange,
                200,
                users(exchange)
                        .updateUser(UpdateUserRequest.newBuilder()
                                .setUser(user)
                                .setUpdateMask(mask)
                                .setPassword(wanted.optionalText("password").orElse(""))
                                .build()));
    }

    private static Answer delete(Exchange exchange) {
        users(exchange)
                .deleteUser(DeleteUserRequest.newBuilder()
                        .setId(exchange.variable("id"))
                        .build());
        return Answer.empty(204);
    }

    private static Answer changePassword(Exchange exchange) {
        Fields wanted = Fields.of(exchange, "user");
        users(exchange)
                .changePassword(ChangePasswordRequest.newBuilder()
                        .setUserId(exchange.variable("id"))
                        .setOriginalPassword(wanted.text("original_password"))
                        .setPassword(wanted.text("password"))
                        .build());
        return Answer.empty(204);
    }

    private static Answer one(Exchange exchange, int status, User user) {
        ObjectNode body = Json.object();
        view(exchange, body.putObject("user"), user);
        return Answer.json(status, body);
    }

    private static void view(Exchange exchange, ObjectNode node, User user) {
        node.put("id", user.getId())
                .put("name", user.getName())
                .put("domain_id", user.getDomainId())
                .put("enabled", user.getEnabled())
                .putNull("password_expires_at");
        given(node, "description", user.getDescription());
        given(node, "email", user.getEmail());
        given(node, "default_project_id", user.getDefaultProjectId());
        node.putObject("options");
        node.putObject("links").put("self", exchange.origin() + "/v3/users/" + user.getId());
    }

    private static void given(ObjectNode node, String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
    }

    private static UserServiceBlockingStub users(Exchange exchange) {
        return exchange.calls().to(UserServiceGrpc::newBlockingStub);
    }
}
