package kilonova.gateway.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.http.ProblemWords;
import kilonova.gateway.placement.EndpointTable.Handler;
import kilonova.placement.v1.CreateResourceProviderRequest;
import kilonova.placement.v1.DeleteResourceProviderRequest;
import kilonova.placement.v1.GetResourceProviderRequest;
import kilonova.placement.v1.ListResourceProvidersRequest;
import kilonova.placement.v1.ResourceProvider;
import kilonova.placement.v1.UpdateResourceProviderRequest;

/** The resource_providers resource. */
final class Providers {
    private static final int TREES_SINCE = 14;
    private static final int TOLD_SINCE = 20;
    private static final int MOVES_SINCE = 37;
    private static final int PAGE = 1_000;

    private static final FieldMask SHOWN = FieldMask.newBuilder()
            .addPaths("name")
            .addPaths("generation")
            .addPaths("parent_id")
            .addPaths("root_id")
            .addPaths("update_time")
            .build();

    private Providers() {}

    static void serve(Map<String, Handler> handlers) {
        handlers.put("GET /resource_providers", Providers::list);
        handlers.put("POST /resource_providers", Providers::create);
        handlers.put("GET /resource_providers/{uuid}", Providers::show);
        handlers.put("PUT /resource_providers/{uuid}", Providers::update);
        handlers.put("DELETE /resource_providers/{uuid}", Providers::delete);
    }

    private static Answer list(PlacementRequest request) {
        ListResourceProvidersRequest.Builder ask =
                ProviderQuery.of(request).setReadMask(SHOWN).setPageSize(PAGE);
        List<ResourceProvider> found = ProblemFault.telling(
                ProviderQuery.WORDS,
                () -> Pages.all(
                        token -> request.placement()
                                .listResourceProviders(ask.setPageToken(token).build()),
                        page -> page.getResourceProvidersList(),
                        page -> page.getNextPageToken()));
        var answer = Answer.json(200, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("resource_providers");
            for (ResourceProvider provider : found) {
                ProviderView.write(out, request.version(), provider);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
        return request.dated(
                answer, found.stream().map(ResourceProvider::getUpdateTime).toList());
    }

    private static Answer show(PlacementRequest request) {
        var provider = request.placement()
                .getResourceProvider(GetResourceProviderRequest.newBuilder()
                        .setId(request.provider())
                        .setReadMask(SHOWN)
                        .build());
        return view(request, provider);
    }

    private static Answer create(PlacementRequest request) {
        JsonNode body = request.body();
        String name = body.path("name").asText();
        String id = PlacementIds.canonical(body.path("uuid").asText(""));
        if (name.isEmpty()) {
            throw PlacementFault.of(
                            400,
                            "Unable to create resource provider \"\", " + id
                                    + ": Object action create failed because: name is required")
                    .raise();
        }
        String parent = PlacementIds.canonical(body.path("parent_provider_uuid").asText(""));
        if (!id.isEmpty() && id.equals(parent)) {
            throw PlacementFault.of(
                            400,
                            "Unable to create resource provider \"" + name + "\", " + id
                                    + ": Object action create failed because: parent provider UUID cannot be same as"
                                    + " UUID. Please set parent provider UUID to None if there is no parent.")
                    .raise();
        }
        var wanted = ResourceProvider.newBuilder().setName(name).setId(id).setParentId(parent);
        ResourceProvider made = ProblemFault.telling(
                parentWords("Unable to create resource provider \"" + name + "\", " + id, "create"),
                () -> request.placement()
                        .createResourceProvider(CreateResourceProviderRequest.newBuilder()
                                .setResourceProvider(wanted)
                                .build()));
        var answer = request.atLeast(TOLD_SINCE) ? view(request, made) : Answer.empty(201);
        return answer.with("location", request.exchange().origin() + ProviderView.path(made.getId()));
    }

    private static Answer update(PlacementRequest request) {
        String id = request.provider();
        JsonNode parent = request.body().path("parent_provider_uuid");
        var mask = FieldMask.newBuilder().addPaths("name");
        var wanted = ResourceProvider.newBuilder()
                .setId(id)
                .setName(request.body().path("name").asText());
        if (request.atLeast(TREES_SINCE) && !parent.isMissingNode()) {
            mask.addPaths("parent_id");
            wanted.setParentId(PlacementIds.canonical(parent.asText("")));
            if (parent.isNull()) {
                wanted.clearParentId();
            }
        }
        ProblemWords words = parentWords("Unable to save resource provider " + id, "update")
                .orElse(PlacementWords.usual("Duplicate", said -> said.replace("provider name: ", "provider ")));
        ResourceProvider changed = ProblemFault.telling(words, () -> request.placement()
                .updateResourceProvider(UpdateResourceProviderRequest.newBuilder()
                        .setResourceProvider(wanted)
                        .setUpdateMask(mask)
                        .setAllowReparenting(request.atLeast(MOVES_SINCE))
                        .build()));
        return view(request, changed);
    }

    private static Answer delete(PlacementRequest request) {
        ProblemFault.telling(PlacementWords.usual("NotFound", said -> said + " for delete"), () -> request.placement()
                .deleteResourceProvider(DeleteResourceProviderRequest.newBuilder()
                        .setId(request.provider())
                        .build()));
        return Answer.empty(204);
    }

    /** What cannot be a parent, told after what it was to be the parent of. */
    private static ProblemWords parentWords(String prefix, String action) {
        return problem -> switch (problem.getReason()) {
            case "Unknown" ->
                Optional.of(PlacementFault.of(
                        400, prefix + ": Object action create failed because: parent provider UUID does not exist."));
            case "Invalid" ->
                Optional.of(PlacementFault.of(
                        400,
                        prefix + ": Object action " + action + " failed because: "
                                + PlacementWords.fact(problem, "rule")));
            default -> Optional.empty();
        };
    }

    private static Answer view(PlacementRequest request, ResourceProvider provider) {
        var answer = Answer.json(200, out -> ProviderView.write(out, request.version(), provider));
        return request.dated(answer, List.of(provider.getUpdateTime()));
    }
}
