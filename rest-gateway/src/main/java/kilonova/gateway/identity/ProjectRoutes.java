package kilonova.gateway.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.FieldMask;
import java.util.Optional;
import java.util.function.Consumer;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;
import kilonova.identity.v1.CreateProjectRequest;
import kilonova.identity.v1.DeleteProjectRequest;
import kilonova.identity.v1.GetProjectRequest;
import kilonova.identity.v1.ListProjectsRequest;
import kilonova.identity.v1.Project;
import kilonova.identity.v1.ProjectServiceGrpc;
import kilonova.identity.v1.ProjectServiceGrpc.ProjectServiceBlockingStub;
import kilonova.identity.v1.UpdateProjectRequest;

/** Projects. */
final class ProjectRoutes {
    private ProjectRoutes() {}

    static void into(Routes routes) {
        routes.get("/v3/projects", exchange -> list(exchange, Listing.filter(exchange, "user_id")));
        routes.post("/v3/projects", ProjectRoutes::create);
        routes.get("/v3/projects/{id}", ProjectRoutes::show);
        routes.patch("/v3/projects/{id}", ProjectRoutes::update);
        routes.delete("/v3/projects/{id}", ProjectRoutes::delete);
        routes.get("/v3/users/{id}/projects", exchange -> list(exchange, exchange.variable("id")));
    }

    private static Answer list(Exchange exchange, String user) {
        var request = ListProjectsRequest.newBuilder()
                .setName(Listing.filter(exchange, "name"))
                .setDomainId(Listing.filter(exchange, "domain_id"))
                .setUserId(user);
        Listing.enabled(exchange).ifPresent(request::setEnabled);
        return Listing.answer(
                exchange,
                "projects",
                token -> {
                    var page = projects(exchange)
                            .listProjects(request.setPageToken(token).build());
                    return new Listing.Page<>(page.getProjectsList(), page.getNextPageToken());
                },
                (node, project) -> view(exchange, node, project));
    }

    private static Answer create(Exchange exchange) {
        Fields wanted = Fields.of(exchange, "project");
        Project made = projects(exchange)
                .createProject(CreateProjectRequest.newBuilder()
                        .setProject(Project.newBuilder()
                                .setName(wanted.text("name"))
                                .setDomainId(wanted.optionalText("domain_id").orElse(""))
                                .setDescription(
                                        wanted.optionalText("description").orElse(""))
                                .setEnabled(wanted.optionalFlag("enabled").orElse(true)))
                        .build());
        return one(exchange, 201, made);
    }

    private static Answer show(Exchange exchange) {
        return one(
                exchange,
                200,
                projects(exchange)
                        .getProject(GetProjectRequest.newBuilder()
                                .setId(exchange.variable("id"))
                                .build()));
    }

    private static Answer update(Exchange exchange) {
        Fields wanted = Fields.of(exchange, "project");
        var project = Project.newBuilder().setId(exchange.variable("id"));
        var mask = FieldMask.newBuilder();
        set(wanted.optionalText("name"), "name", project::setName, mask);
        set(wanted.optionalText("description"), "description", project::setDescription, mask);
        set(wanted.optionalFlag("enabled"), "enabled", project::setEnabled, mask);
        return one(
                exchange,
                200,
                projects(exchange)
                        .updateProject(UpdateProjectRequest.newBuilder()
                                .setProject(project)
                                .setUpdateMask(mask)
                                .build()));
    }

    /** Writes a field that was given into the message, and its path into the mask. */
    static <T> void set(Optional<T> given, String path, Consumer<T> setter, FieldMask.Builder mask) {
        given.ifPresent(value -> {
            setter.accept(value);
            mask.addPaths(path);
        });
    }

    private static Answer delete(Exchange exchange) {
        projects(exchange)
                .deleteProject(DeleteProjectRequest.newBuilder()
                        .setId(exchange.variable("id"))
                        .build());
        return Answer.empty(204);
    }

    private static Answer one(Exchange exchange, int status, Project project) {
        ObjectNode body = Json.object();
        view(exchange, body.putObject("project"), project);
        return Answer.json(status, body);
    }

    static void view(Exchange exchange, ObjectNode node, Project project) {
        node.put("id", project.getId())
                .put("name", project.getName())
                .put("domain_id", project.getDomainId())
                .put("description", project.getDescription())
                .put("enabled", project.getEnabled())
                .put("parent_id", project.getDomainId())
                .put("is_domain", false);
        node.putArray("tags");
        node.putObject("options");
        node.putObject("links").put("self", exchange.origin() + "/v3/projects/" + project.getId());
    }

    private static ProjectServiceBlockingStub projects(Exchange exchange) {
        return exchange.calls().to(ProjectServiceGrpc::newBlockingStub);
    }
}
