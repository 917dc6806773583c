package kilonova.gateway.compute.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.FieldMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kilonova.compute.v1.AddServerTagRequest;
import kilonova.compute.v1.ClearServerTagsRequest;
import kilonova.compute.v1.DeleteServerMetadataItemRequest;
import kilonova.compute.v1.GetServerRequest;
import kilonova.compute.v1.RemoveServerTagRequest;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.SetServerMetadataItemRequest;
import kilonova.compute.v1.SetServerMetadataRequest;
import kilonova.compute.v1.SetServerTagsRequest;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.HttpFaultException;
import kilonova.gateway.http.Json;

/** What users write on their servers: metadata and tags. */
final class ServerLabels {
    private static final String METADATA = "/servers/{server_id}/metadata";
    private static final String TAGS = "/servers/{server_id}/tags";

    private ServerLabels() {}

    static void bind(Bindings bindings) {
        bindings.on("GET", METADATA, request -> all(request, get(request, "metadata")))
                .on("POST", METADATA, request -> all(request, set(request, false)))
                .on("PUT", METADATA, request -> all(request, set(request, true)))
                .on("GET", METADATA + "/{id}", ServerLabels::item)
                .on("PUT", METADATA + "/{id}", ServerLabels::setItem)
                .on("DELETE", METADATA + "/{id}", ServerLabels::deleteItem)
                .on("GET", TAGS, request -> tags(request, get(request, "tags")))
                .on("PUT", TAGS, ServerLabels::setTags)
                .on("DELETE", TAGS, ServerLabels::clearTags)
                .on("GET", TAGS + "/{id}", ServerLabels::tag)
                .on("PUT", TAGS + "/{id}", ServerLabels::addTag)
                .on("DELETE", TAGS + "/{id}", ServerLabels::removeTag);
    }

    /** @param part the field that is wanted */
    private static Server get(ComputeRequest request, String part) {
        return ServerEndpoints.servers(request)
                .getServer(GetServerRequest.newBuilder()
                        .setId(id(request))
                        .setReadMask(FieldMask.newBuilder().addPaths(part))
                        .build());
    }

    private static String id(ComputeRequest request) {
        return request.variable("server_id");
    }

    private static HttpFaultException notFound(String message) {
        return HttpFault.of(404, message).raise();
    }

    private static Server set(ComputeRequest request, boolean replace) {
        return ServerEndpoints.servers(request)
                .setServerMetadata(SetServerMetadataRequest.newBuilder()
                        .setId(id(request))
                        .putAllMetadata(Values.texts(request.body().path("metadata")))
                        .setReplace(replace)
                        .build());
    }

    private static Answer all(ComputeRequest request, Server server) {
        var document = Json.object();
        Values.put(document, "metadata", server.getMetadataMap());
        return Answer.json(request.success(), document);
    }

    private static Answer item(ComputeRequest request) {
        String key = request.variable("id");
        if (get(request, "metadata").getMetadataMap().get(key) instanceof String value) {
            return item(request, key, value);
        }
        throw notFound("Metadata item was not found");
    }

    private static Answer item(ComputeRequest request, String key, String value) {
        var document = Json.object();
        document.putObject("meta").put(key, value);
        return Answer.json(request.success(), document);
    }

    private static Answer setItem(ComputeRequest request) {
        String key = request.variable("id");
        Map<String, String> meta = Values.texts(request.body().path("meta"));
        if (!(meta.get(key) instanceof String value)) {
            throw HttpFault.of(400, "Request body and URI mismatch").raise();
        }
        ServerEndpoints.servers(request)
                .setServerMetadataItem(SetServerMetadataItemRequest.newBuilder()
                        .setId(id(request))
                        .setKey(key)
                        .setValue(value)
                        .build());
        return item(request, key, value);
    }

    private static Answer deleteItem(ComputeRequest request) {
        ServerEndpoints.servers(request)
                .deleteServerMetadataItem(DeleteServerMetadataItemRequest.newBuilder()
                        .setId(id(request))
                        .setKey(request.variable("id"))
                        .build());
        return Answer.empty(request.success());
    }

    private static Answer tags(ComputeRequest request, Server server) {
        var document = Json.object();
        server.getTagsList().forEach(document.putArray("tags")::add);
        return Answer.json(request.success(), document);
    }

    private static Answer setTags(ComputeRequest request) {
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : request.body().path("tags")) {
            tags.add(tag.asText());
        }
        return tags(
                request,
                ServerEndpoints.servers(request)
                        .setServerTags(SetServerTagsRequest.newBuilder()
                                .setId(id(request))
                                .addAllTags(tags)
                                .build()));
    }

    private static Answer clearTags(ComputeRequest request) {
        ServerEndpoints.servers(request)
                .clearServerTags(
                        ClearServerTagsRequest.newBuilder().setId(id(request)).build());
        return Answer.empty(request.success());
    }

    private static Answer tag(ComputeRequest request) {
        String tag = request.variable("id");
        if (!get(request, "tags").getTagsList().contains(tag)) {
            throw notFound("Server " + id(request) + " has no tag '" + tag + "'");
        }
        return Answer.empty(request.success());
    }

    /** A new tag has a place of its own, one that was there is no news. */
    private static Answer addTag(ComputeRequest request) {
        String tag = request.variable("id");
        boolean added = ServerEndpoints.servers(request)
                .addServerTag(AddServerTagRequest.newBuilder()
                        .setId(id(request))
                        .setTag(tag)
                        .build())
                .getAdded();
        return added
                ? Answer.empty(201).with("location", request.links().self("servers", id(request)) + "/tags/" + tag)
                : Answer.empty(204);
    }

    private static Answer removeTag(ComputeRequest request) {
        ServerEndpoints.servers(request)
                .removeServerTag(RemoveServerTagRequest.newBuilder()
                        .setId(id(request))
                        .setTag(request.variable("id"))
                        .build());
        return Answer.empty(request.success());
    }
}
