package kilonova.gateway.placement;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.http.ProblemWords;
import kilonova.gateway.placement.EndpointTable.Handler;
import kilonova.placement.v1.CreateResourceClassRequest;
import kilonova.placement.v1.DeleteResourceClassRequest;
import kilonova.placement.v1.EnsureResourceClassRequest;
import kilonova.placement.v1.GetResourceClassRequest;
import kilonova.placement.v1.ListResourceClassesRequest;
import kilonova.placement.v1.RenameResourceClassRequest;
import kilonova.placement.v1.ResourceClass;

/** The resource classes that there are. */
final class ResourceClasses {
    private static final String ALL = "/resource_classes";
    private static final String ONE = ALL + "/{name}";
    private static final String NAME_SCHEMA = "resource_class.PUT_RC_SCHEMA_V1_2";
    private static final int ENSURED_SINCE = 7;
    private static final int PAGE = 1_000;

    private ResourceClasses() {}

    static void serve(Map<String, Handler> handlers) {
        handlers.put("GET " + ALL, ResourceClasses::list);
        handlers.put("POST " + ALL, ResourceClasses::create);
        handlers.put("GET " + ONE, ResourceClasses::show);
        handlers.put("PUT " + ONE, request -> request.atLeast(ENSURED_SINCE) ? ensure(request) : rename(request));
        handlers.put("DELETE " + ONE, ResourceClasses::delete);
    }

    private static Answer list(PlacementRequest request) {
        List<ResourceClass> found = Pages.all(
                token -> request.placement()
                        .listResourceClasses(ListResourceClassesRequest.newBuilder()
                                .setPageSize(PAGE)
                                .setPageToken(token)
                                .build()),
                page -> page.getResourceClassesList(),
                page -> page.getNextPageToken());
        var answer = Answer.json(200, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("resource_classes");
            for (ResourceClass each : found) {
                view(out, each);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
        return request.dated(
                answer, found.stream().map(ResourceClass::getCreateTime).toList());
    }

    private static Answer show(PlacementRequest request) {
        return one(
                request,
                request.placement()
                        .getResourceClass(GetResourceClassRequest.newBuilder()
                                .setName(request.name())
                                .build()));
    }

    private static Answer create(PlacementRequest request) {
        String name = request.body().path("name").asText();
        request.placement()
                .createResourceClass(
                        CreateResourceClassRequest.newBuilder().setName(name).build());
        return Answer.empty(201).with("location", location(request, name));
    }

    private static Answer ensure(PlacementRequest request) {
        String name = request.name();
        request.checks().keeps(NAME_SCHEMA, Json.object().put("name", name));
        var ensured = request.placement()
                .ensureResourceClass(
                        EnsureResourceClassRequest.newBuilder().setName(name).build());
        return Answer.empty(ensured.getCreated() ? 201 : 204).with("location", location(request, name));
    }

    private static Answer rename(PlacementRequest request) {
        String name = request.name();
        ProblemWords words = problem -> switch (problem.getReason()) {
            case "Duplicate" ->
                Optional.of(
                        PlacementFault.of(409, "Resource class already exists: " + PlacementWords.fact(problem, "id")));
            case "Invalid" -> Optional.of(PlacementFault.of(400, "Cannot update standard resource class " + name));
            default -> Optional.empty();
        };
        return one(request, ProblemFault.telling(words, () -> request.placement()
                .renameResourceClass(RenameResourceClassRequest.newBuilder()
                        .setName(name)
                        .setNewName(request.body().path("name").asText())
                        .build())));
    }

    private static Answer delete(PlacementRequest request) {
        ProblemWords standard = problem -> problem.getReason().equals("Invalid")
                ? Optional.of(PlacementFault.of(
                        400,
                        "Error in delete resource class: Cannot delete standard resource class " + request.name()
                                + "."))
                : Optional.empty();
        ProblemFault.telling(standard, () -> request.placement()
                .deleteResourceClass(DeleteResourceClassRequest.newBuilder()
                        .setName(request.name())
                        .build()));
        return Answer.empty(204);
    }

    private static String location(PlacementRequest request, String name) {
        return request.exchange().origin() + ALL + "/" + name;
    }

    private static Answer one(PlacementRequest request, ResourceClass found) {
        return request.dated(Answer.json(200, out -> view(out, found)), List.of(found.getCreateTime()));
    }

    private static void view(JsonGenerator out, ResourceClass found) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", found.getName());
        out.writeArrayFieldStart("links");
        out.writeStartObject();
        out.writeStringField("rel", "self");
        out.writeStringField("href", ALL + "/" + found.getName());
        out.writeEndObject();
        out.writeEndArray();
        out.writeEndObject();
    }
}
