package kilonova.control.identity.embedded;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.request.Requests;
import kilonova.identity.v1.CreateRoleRequest;
import kilonova.identity.v1.DeleteRoleRequest;
import kilonova.identity.v1.GetRoleRequest;
import kilonova.identity.v1.GrantRoleRequest;
import kilonova.identity.v1.ListRoleAssignmentsRequest;
import kilonova.identity.v1.ListRoleAssignmentsResponse;
import kilonova.identity.v1.ListRolesRequest;
import kilonova.identity.v1.ListRolesResponse;
import kilonova.identity.v1.RevokeRoleRequest;
import kilonova.identity.v1.RoleServiceGrpc;

/** Wire in, wire out: roles and who has them. */
final class RoleApi extends RoleServiceGrpc.RoleServiceImplBase {
    private final Roles roles;
    private final Requests requests;

    RoleApi(Roles roles, Requests requests) {
        this.roles = roles;
        this.requests = requests;
    }

    @Override
    public void getRole(GetRoleRequest request, StreamObserver<kilonova.identity.v1.Role> out) {
        Unary.reply(out, () -> IdentityProto.role(roles.get(caller(), request.getId())));
    }

    @Override
    public void listRoles(ListRolesRequest request, StreamObserver<ListRolesResponse> out) {
        Unary.reply(out, () -> {
            var ask = Page.Ask.of(request.getPageSize(), request.getPageToken());
            var page = roles.list(caller(), request.getName(), ask);
            return ListRolesResponse.newBuilder()
                    .addAllRoles(page.items().stream().map(IdentityProto::role).toList())
                    .setNextPageToken(page.next())
                    .build();
        });
    }

    @Override
    public void createRole(CreateRoleRequest request, StreamObserver<kilonova.identity.v1.Role> out) {
        Unary.reply(
                out,
                () -> roles.create(
                        caller(),
                        request.getRole().getName(),
                        request.getRole().getDescription(),
                        requests.once(
                                caller(),
                                request,
                                kilonova.identity.v1.Role.getDefaultInstance(),
                                IdentityProto::role)));
    }

    @Override
    public void deleteRole(DeleteRoleRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> roles.delete(caller(), request.getId(), requests.once(caller(), request)));
    }

    @Override
    public void listRoleAssignments(
            ListRoleAssignmentsRequest request, StreamObserver<ListRoleAssignmentsResponse> out) {
        Unary.reply(out, () -> {
            Optional<Scope> scope =
                    switch (request.getScopeCase()) {
                        case PROJECT_ID -> Optional.of(new Scope.OfProject(new ProjectId(request.getProjectId())));
                        case SYSTEM -> Optional.of(new Scope.OfSystem());
                        case SCOPE_NOT_SET -> Optional.empty();
                    };
            var filter = new RoleRepository.Filter(
                    IdentityProto.given(request.getUserId()).map(UserId::new), scope, request.getRoleId());
            var ask = Page.Ask.of(request.getPageSize(), request.getPageToken());
            var page = roles.assignments(caller(), filter, request.getEffective(), ask);
            return ListRoleAssignmentsResponse.newBuilder()
                    .addAllAssignments(
                            page.items().stream().map(IdentityProto::assignment).toList())
                    .setNextPageToken(page.next())
                    .build();
        });
    }

    @Override
    public void grantRole(GrantRoleRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> {
            Scope scope =
                    switch (request.getScopeCase()) {
                        case PROJECT_ID -> new Scope.OfProject(new ProjectId(request.getProjectId()));
                        case SYSTEM -> new Scope.OfSystem();
                        case SCOPE_NOT_SET -> new Scope.Unscoped();
                    };
            var user = new UserId(request.getUserId());
            var held = new RoleRepository.Held(user, scope, request.getRoleId());
            return roles.grant(caller(), held, requests.once(caller(), request));
        });
    }

    @Override
    public void revokeRole(RevokeRoleRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> {
            Scope scope =
                    switch (request.getScopeCase()) {
                        case PROJECT_ID -> new Scope.OfProject(new ProjectId(request.getProjectId()));
                        case SYSTEM -> new Scope.OfSystem();
                        case SCOPE_NOT_SET -> new Scope.Unscoped();
                    };
            var user = new UserId(request.getUserId());
            var held = new RoleRepository.Held(user, scope, request.getRoleId());
            return roles.revoke(caller(), held, requests.once(caller(), request));
        });
    }

    private static Principal caller() {
        return Call.current().principal();
    }
}
