package kilonova.gateway.identity;

import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import kilonova.identity.v1.AssignedProject;
import kilonova.identity.v1.CatalogEntry;
import kilonova.identity.v1.CatalogServiceGrpc;
import kilonova.identity.v1.CreateProjectRequest;
import kilonova.identity.v1.DeleteProjectRequest;
import kilonova.identity.v1.Endpoint;
import kilonova.identity.v1.GetProjectRequest;
import kilonova.identity.v1.GrantRoleRequest;
import kilonova.identity.v1.IssueTokenRequest;
import kilonova.identity.v1.ListCatalogEntriesRequest;
import kilonova.identity.v1.ListCatalogEntriesResponse;
import kilonova.identity.v1.ListProjectsRequest;
import kilonova.identity.v1.ListProjectsResponse;
import kilonova.identity.v1.ListRoleAssignmentsRequest;
import kilonova.identity.v1.ListRoleAssignmentsResponse;
import kilonova.identity.v1.Project;
import kilonova.identity.v1.ProjectServiceGrpc;
import kilonova.identity.v1.RevokeTokenRequest;
import kilonova.identity.v1.Role;
import kilonova.identity.v1.RoleAssignment;
import kilonova.identity.v1.RoleServiceGrpc;
import kilonova.identity.v1.Token;
import kilonova.identity.v1.TokenServiceGrpc;
import kilonova.identity.v1.UpdateProjectRequest;
import kilonova.identity.v1.User;
import kilonova.identity.v1.ValidateTokenRequest;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import kilonova.kernel.ProblemStatus;

/** Identity services in memory: one user, {@code ada} with password {@code right}; lists come one item a page. */
final class FakeIdentity {
    static final CatalogEntry COMPUTE = CatalogEntry.newBuilder()
            .setId("s1")
            .setType("compute")
            .setName("nova")
            .addEndpoints(Endpoint.newBuilder()
                    .setId("e1")
                    .setInterface("public")
                    .setRegionId("RegionOne")
                    .setUrl("http://127.0.0.1:8774/v2.1"))
            .build();

    private final Map<String, Project> projects = new LinkedHashMap<>();
    private final Map<String, RoleAssignment> assignments = new LinkedHashMap<>();
    private String revoked = "";

    FakeIdentity() {
        for (String name : List.of("demo", "admin")) {
            projects.put("id-" + name, project("id-" + name, name).build());
        }
    }

    List<BindableService> services() {
        return List.of(new Tokens(), new Projects(), new Roles(), new Catalog());
    }

    private static Project.Builder project(String id, String name) {
        return Project.newBuilder()
                .setId(id)
                .setName(name)
                .setDomainId("default")
                .setDomainName("Default")
                .setEnabled(true);
    }

    private static <T> void reply(StreamObserver<T> out, Supplier<T> answer) {
        T message;
        try {
            message = answer.get();
        } catch (ProblemException problem) {
            out.onError(ProblemStatus.exception(problem.problem()));
            return;
        }
        out.onNext(message);
        out.onCompleted();
    }

    private Token token(boolean scoped) {
        var token = Token.newBuilder()
                .addAuditIds("audit")
                .addMethods("password")
                .setCreateTime(Timestamp.newBuilder().setSeconds(1_767_225_600).setNanos(123_456_000))
                .setExpireTime(Timestamp.newBuilder().setSeconds(1_767_229_200).setNanos(123_456_000))
                .setUser(User.newBuilder()
                        .setId("id-ada")
                        .setName("ada")
                        .setDomainId("default")
                        .setDomainName("Default"));
        if (scoped) {
            token.setProject(projects.get("id-demo"))
                    .addRoles(Role.newBuilder().setId("r1").setName("member"))
                    .addCatalog(COMPUTE);
        }
        return token.build();
    }

    private final class Tokens extends TokenServiceGrpc.TokenServiceImplBase {
        @Override
        public void issueToken(IssueTokenRequest request, StreamObserver<Token> out) {
            reply(out, () -> {
                if (!request.getPassword().getPassword().equals("right")) {
                    throw new Problem.Unauthenticated("The request you have made requires authentication.").raise();
                }
                return token(request.hasProject()).toBuilder()
                        .setValue("signed-text")
                        .build();
            });
        }

        @Override
        public void validateToken(ValidateTokenRequest request, StreamObserver<Token> out) {
            reply(out, () -> {
                if (!request.getToken().equals("signed-text")
                        || request.getToken().equals(revoked)) {
                    throw new Problem.NotFound("token", "").raise();
                }
                return token(true);
            });
        }

        @Override
        public void revokeToken(RevokeTokenRequest request, StreamObserver<Empty> out) {
            reply(out, () -> {
                revoked = request.getToken();
                return Empty.getDefaultInstance();
            });
        }
    }

    private final class Projects extends ProjectServiceGrpc.ProjectServiceImplBase {
        @Override
        public void getProject(GetProjectRequest request, StreamObserver<Project> out) {
            reply(out, () -> known(request.getId()));
        }

        @Override
        public void listProjects(ListProjectsRequest request, StreamObserver<ListProjectsResponse> out) {
            reply(out, () -> {
                var found = projects.values().stream()
                        .filter(each ->
                                request.getName().isEmpty() || each.getName().equals(request.getName()))
                        .toList();
                int at = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
                return ListProjectsResponse.newBuilder()
                        .addAllProjects(found.subList(at, Math.min(at + 1, found.size())))
                        .setNextPageToken(at + 1 < found.size() ? Integer.toString(at + 1) : "")
                        .build();
            });
        }

        @Override
        public void createProject(CreateProjectRequest request, StreamObserver<Project> out) {
            reply(out, () -> {
                String name = request.getProject().getName();
                if (projects.containsKey("id-" + name)) {
                    throw new Problem.Duplicate("project", name).raise();
                }
                var made = project("id-" + name, name)
                        .setDescription(request.getProject().getDescription())
                        .setEnabled(request.getProject().getEnabled())
                        .build();
                projects.put(made.getId(), made);
                return made;
            });
        }

        @Override
        public void updateProject(UpdateProjectRequest request, StreamObserver<Project> out) {
            reply(out, () -> {
                var next = known(request.getProject().getId()).toBuilder();
                if (request.getUpdateMask().getPathsList().contains("enabled")) {
                    next.setEnabled(request.getProject().getEnabled());
                }
                projects.put(next.getId(), next.build());
                return next.build();
            });
        }

        @Override
        public void deleteProject(DeleteProjectRequest request, StreamObserver<Empty> out) {
            reply(out, () -> {
                projects.remove(known(request.getId()).getId());
                return Empty.getDefaultInstance();
            });
        }

        private Project known(String id) {
            if (projects.get(id) instanceof Project found) {
                return found;
            }
            throw new Problem.NotFound("project", id).raise();
        }
    }

    private final class Roles extends RoleServiceGrpc.RoleServiceImplBase {
        @Override
        public void grantRole(GrantRoleRequest request, StreamObserver<Empty> out) {
            reply(out, () -> {
                var assignment = RoleAssignment.newBuilder()
                        .setRoleId(request.getRoleId())
                        .setRoleName("name-of-" + request.getRoleId())
                        .setUserId(request.getUserId())
                        .setUserName("ada")
                        .setUserDomainId("default")
                        .setUserDomainName("Default")
                        .setProject(AssignedProject.newBuilder()
                                .setId(request.getProjectId())
                                .setName("demo")
                                .setDomainId("default")
                                .setDomainName("Default"))
                        .build();
                assignments.put(request.getRoleId(), assignment);
                return Empty.getDefaultInstance();
            });
        }

        @Override
        public void listRoleAssignments(
                ListRoleAssignmentsRequest request, StreamObserver<ListRoleAssignmentsResponse> out) {
            reply(out, () -> {
                var found = ListRoleAssignmentsResponse.newBuilder()
                        .addAllAssignments(assignments.values().stream()
                                .filter(each -> request.getRoleId().isEmpty()
                                        || each.getRoleId().equals(request.getRoleId()))
                                .toList());
                if (request.getEffective()) {
                    assignments
                            .values()
                            .forEach(each ->
                                    found.addAssignments(each.toBuilder().setRoleId("implied")));
                }
                return found.build();
            });
        }
    }

    private static final class Catalog extends CatalogServiceGrpc.CatalogServiceImplBase {
        @Override
        public void listCatalogEntries(
                ListCatalogEntriesRequest request, StreamObserver<ListCatalogEntriesResponse> out) {
            reply(out, () -> ListCatalogEntriesResponse.newBuilder()
                    .addEntries(COMPUTE)
                    .build());
        }
    }
}
