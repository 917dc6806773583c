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
import kilonova.identity.v1.CreateProjectRequest;
import kilonova.identity.v1.DeleteProjectRequest;
import kilonova.identity.v1.GetProjectRequest;
import kilonova.identity.v1.ListProjectsRequest;
import kilonova.identity.v1.ListProjectsResponse;
import kilonova.identity.v1.ProjectServiceGrpc;
import kilonova.identity.v1.UpdateProjectRequest;
import kilonova.kernel.Problem;

/** Wire in, wire out: projects. */
final class ProjectApi extends ProjectServiceGrpc.ProjectServiceImplBase {
    private final Projects projects;
    private final Requests requests;

    ProjectApi(Projects projects, Requests requests) {
        this.projects = projects;
        this.requests = requests;
    }

    @Override
    public void getProject(GetProjectRequest request, StreamObserver<kilonova.identity.v1.Project> out) {
        Unary.reply(out, () -> IdentityProto.project(projects.get(caller(), new ProjectId(request.getId()))));
    }

    @Override
    public void listProjects(ListProjectsRequest request, StreamObserver<ListProjectsResponse> out) {
        Unary.reply(out, () -> {
            var filter = new ProjectRepository.Filter(
                    request.getName(),
                    request.getDomainId(),
                    IdentityProto.given(request.getUserId()).map(UserId::new),
                    request.hasEnabled() ? Optional.of(request.getEnabled()) : Optional.empty());
            var page = projects.list(caller(), filter, Page.Ask.of(request.getPageSize(), request.getPageToken()));
            return ListProjectsResponse.newBuilder()
                    .addAllProjects(
                            page.items().stream().map(IdentityProto::project).toList())
                    .setNextPageToken(page.next())
                    .build();
        });
    }

    @Override
    public void createProject(CreateProjectRequest request, StreamObserver<kilonova.identity.v1.Project> out) {
        Unary.reply(out, () -> {
            var wanted = request.getProject();
            return projects.create(
                    caller(),
                    wanted.getDomainId(),
                    wanted.getName(),
                    wanted.getDescription(),
                    wanted.getEnabled(),
                    project(request));
        });
    }

    @Override
    public void updateProject(UpdateProjectRequest request, StreamObserver<kilonova.identity.v1.Project> out) {
        Unary.reply(out, () -> {
            var wanted = request.getProject();
            List<UnaryOperator<Project>> edits = new ArrayList<>();
            for (String path : request.getUpdateMask().getPathsList()) {
                edits.add(edit(path, wanted));
            }
            return projects.update(caller(), new ProjectId(wanted.getId()), wanted.getEtag(), edits, project(request));
        });
    }

    private static UnaryOperator<Project> edit(String path, kilonova.identity.v1.Project wanted) {
        return switch (path) {
            case "name" -> project -> project.named(wanted.getName());
            case "description" -> project -> project.described(wanted.getDescription());
            case "enabled" -> project -> project.enabled(wanted.getEnabled());
            default ->
                throw new Problem.Invalid("update_mask", path + " (expected: name, description, enabled)").raise();
        };
    }

    @Override
    public void deleteProject(DeleteProjectRequest request, StreamObserver<Empty> out) {
        Unary.reply(
                out, () -> projects.delete(caller(), new ProjectId(request.getId()), requests.once(caller(), request)));
    }

    private Once<Project, kilonova.identity.v1.Project> project(Message request) {
        return requests.once(
                caller(), request, kilonova.identity.v1.Project.getDefaultInstance(), IdentityProto::project);
    }

    private static Principal caller() {
        return Call.current().principal();
    }
}
