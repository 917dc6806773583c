package kilonova.control.identity.embedded;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.request.Once;
import kilonova.control.request.Requests;
import kilonova.identity.v1.ChangePasswordRequest;
import kilonova.identity.v1.CreateUserRequest;
import kilonova.identity.v1.DeleteUserRequest;
import kilonova.identity.v1.GetUserRequest;
import kilonova.identity.v1.ListUsersRequest;
import kilonova.identity.v1.ListUsersResponse;
import kilonova.identity.v1.UpdateUserRequest;
import kilonova.identity.v1.UserServiceGrpc;
import kilonova.kernel.Problem;

/** Wire in, wire out: users. */
final class UserApi extends UserServiceGrpc.UserServiceImplBase {
    private final Users users;
    private final Requests requests;

    UserApi(Users users, Requests requests) {
        this.users = users;
        this.requests = requests;
    }

    @Override
    public void getUser(GetUserRequest request, StreamObserver<kilonova.identity.v1.User> out) {
        Unary.reply(out, () -> IdentityProto.user(users.get(caller(), new UserId(request.getId()))));
    }

    @Override
    public void listUsers(ListUsersRequest request, StreamObserver<ListUsersResponse> out) {
        Unary.reply(out, () -> {
            var filter = new UserRepository.Filter(
                    request.getName(),
                    request.getDomainId(),
                    request.hasEnabled() ? Optional.of(request.getEnabled()) : Optional.empty());
            var page = users.list(caller(), filter, Page.Ask.of(request.getPageSize(), request.getPageToken()));
            return ListUsersResponse.newBuilder()
                    .addAllUsers(page.items().stream().map(IdentityProto::user).toList())
                    .setNextPageToken(page.next())
                    .build();
        });
    }

    @Override
    public void createUser(CreateUserRequest request, StreamObserver<kilonova.identity.v1.User> out) {
        Unary.reply(out, () -> {
            var wanted = request.getUser();
            var profile =
                    new User.Profile(wanted.getDescription(), wanted.getEmail(), project(wanted.getDefaultProjectId()));
            return users.create(
                    caller(),
                    wanted.getDomainId(),
                    wanted.getName(),
                    profile,
                    wanted.getEnabled(),
                    request.getPassword(),
                    user(request));
        });
    }

    @Override
    public void updateUser(UpdateUserRequest request, StreamObserver<kilonova.identity.v1.User> out) {
        Unary.reply(out, () -> {
            var wanted = request.getUser();
            List<UnaryOperator<User>> edits = new ArrayList<>();
            for (String path : request.getUpdateMask().getPathsList()) {
                edits.add(edit(path, wanted));
            }
            return users.update(
                    caller(),
                    new UserId(wanted.getId()),
                    wanted.getEtag(),
                    edits,
                    request.getPassword(),
                    user(request));
        });
    }

    private static UnaryOperator<User> edit(String path, kilonova.identity.v1.User wanted) {
        return switch (path) {
            case "name" -> user -> user.named(wanted.getName());
            case "enabled" -> user -> user.enabled(wanted.getEnabled());
            case "description" ->
                user -> user.with(new User.Profile(
                        wanted.getDescription(),
                        user.profile().email(),
                        user.profile().defaultProject()));
            case "email" ->
                user -> user.with(new User.Profile(
                        user.profile().description(),
                        wanted.getEmail(),
                        user.profile().defaultProject()));
            case "default_project_id" ->
                user -> user.with(new User.Profile(
                        user.profile().description(), user.profile().email(), project(wanted.getDefaultProjectId())));
            default ->
                throw new Problem.Invalid(
                                "update_mask",
                                path + " (expected: name, description, email, enabled, default_project_id)")
                        .raise();
        };
    }

    @Override
    public void deleteUser(DeleteUserRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> users.delete(caller(), new UserId(request.getId()), requests.once(caller(), request)));
    }

    @Override
    public void changePassword(ChangePasswordRequest request, StreamObserver<Empty> out) {
        Unary.reply(
                out,
                () -> users.changePassword(
                        caller(),
                        new UserId(request.getUserId()),
                        request.getOriginalPassword(),
                        request.getPassword(),
                        requests.once(caller(), request)));
    }

    private Once<User, kilonova.identity.v1.User> user(Message request) {
        return requests.once(caller(), request, kilonova.identity.v1.User.getDefaultInstance(), IdentityProto::user);
    }

    private static Principal caller() {
        return Call.current().principal();
    }

    private static Optional<ProjectId> project(String id) {
        return IdentityProto.given(id).map(ProjectId::new);
    }
}
