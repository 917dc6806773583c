package kilonova.control.server;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import kilonova.compute.v1.AddServerTagRequest;
import kilonova.compute.v1.ClearServerTagsRequest;
import kilonova.compute.v1.DeleteServerMetadataItemRequest;
import kilonova.compute.v1.RemoveServerTagRequest;
import kilonova.compute.v1.SetServerMetadataItemRequest;
import kilonova.compute.v1.SetServerMetadataRequest;
import kilonova.compute.v1.SetServerTagsRequest;
import kilonova.control.edge.Call;
import kilonova.control.store.Tx;
import kilonova.kernel.Problem;

/** What users write on their servers, metadata and tags: one method per use case, one transaction each. */
final class ServerLabels {
    /** Tags of one server, at most. */
    private static final int MAX_TAGS = 50;

    private static final String METADATA = "os_compute_api:server-metadata:";
    private static final String TAGS = "os_compute_api:os-server-tags:";

    private final ServerNeighbours with;
    private final ServerRepository repository;
    private final ServerRequests requests;
    private final CreateQuotas limits;

    /** A server with a new tag, or with one that was there before. */
    record Tagged(Server server, boolean added) {}

    ServerLabels(ServerNeighbours with, ServerRepository repository, ServerRequests requests) {
        this.with = with;
        this.repository = repository;
        this.requests = requests;
        this.limits = new CreateQuotas(with.quotas());
    }

    Server set(Call call, SetServerMetadataRequest request) {
        return metadata(
                call,
                request,
                request.getId(),
                request.getEtag(),
                request.getReplace() ? "update_all" : "create",
                "update metadata",
                there -> {
                    Map<String, String> items = request.getReplace() ? new TreeMap<>() : there;
                    items.putAll(request.getMetadataMap());
                    return items;
                });
    }

    Server setItem(Call call, SetServerMetadataItemRequest request) {
        return metadata(call, request, request.getId(), request.getEtag(), "update", "update metadata", items -> {
            items.put(request.getKey(), request.getValue());
            return items;
        });
    }

    Server deleteItem(Call call, DeleteServerMetadataItemRequest request) {
        return metadata(call, request, request.getId(), request.getEtag(), "delete", "delete metadata", items -> {
            if (items.remove(request.getKey()) == null) {
                throw new Problem.NotFound("metadata_item", request.getKey(), request.getId()).raise();
            }
            return items;
        });
    }

    private Server metadata(
            Call call,
            Message request,
            String id,
            String etag,
            String rule,
            String action,
            UnaryOperator<Map<String, String>> change) {
        return requests.onceServer(call, request, tx -> {
            Server seen = requests.guarded(tx, call, id, etag, METADATA + rule);
            ServerLifecycle.describe(seen, with.policy().administers(call.principal()), action)
                    .ifPresent(why -> {
                        throw why.raise();
                    });
            Map<String, String> items =
                    change.apply(new TreeMap<>(seen.details().metadata()));
            limits.requireMetadata(call.principal(), items.size());
            return written(
                    tx, seen, seen.details().labelled(items, seen.details().tags()));
        });
    }

    Server set(Call call, SetServerTagsRequest request) {
        return requests.onceServer(call, request, tx -> {
            Server seen = tagged(tx, call, request.getId(), request.getEtag(), "update_all", "update tags");
            return withTags(tx, seen, List.copyOf(new LinkedHashSet<>(request.getTagsList())));
        });
    }

    Server clear(Call call, ClearServerTagsRequest request) {
        return requests.onceServer(
                call,
                request,
                tx -> withTags(
                        tx,
                        tagged(tx, call, request.getId(), request.getEtag(), "delete_all", "delete tags"),
                        List.of()));
    }

    Tagged add(Call call, AddServerTagRequest request) {
        return requests.onceServer(
                call,
                request,
                tx -> {
                    Server seen = tagged(tx, call, request.getId(), request.getEtag(), "update", "update tag");
                    var tags = new ArrayList<>(seen.details().tags());
                    if (tags.contains(request.getTag())) {
                        return new Tagged(seen, false);
                    }
                    if (tags.size() >= MAX_TAGS) {
                        throw new Problem.Invalid("tag", "The number of tags exceeded the per-server limit " + MAX_TAGS)
                                .raise();
                    }
                    tags.add(request.getTag());
                    return new Tagged(withTags(tx, seen, List.copyOf(tags)), true);
                },
                done -> done.server().id() + (done.added() ? " added" : ""),
                (server, answer) -> new Tagged(server, answer.endsWith(" added")));
    }

    Server remove(Call call, RemoveServerTagRequest request) {
        return requests.onceServer(call, request, tx -> {
            Server seen = tagged(tx, call, request.getId(), request.getEtag(), "delete", "delete tag");
            var tags = new ArrayList<>(seen.details().tags());
            if (!tags.remove(request.getTag())) {
                throw new Problem.NotFound("tag", request.getTag(), request.getId()).raise();
            }
            return withTags(tx, seen, List.copyOf(tags));
        });
    }

    /** A server whose tags may be changed: no lock keeps from that. */
    private Server tagged(Tx tx, Call call, String id, String etag, String rule, String action) {
        Server seen = requests.guarded(tx, call, id, etag, TAGS + rule);
        ServerLifecycle.tag(seen, action).ifPresent(why -> {
            throw why.raise();
        });
        return seen;
    }

    private Server withTags(Tx tx, Server seen, List<String> tags) {
        return written(tx, seen, seen.details().labelled(seen.details().metadata(), tags));
    }

    private Server written(Tx tx, Server seen, ServerDetails details) {
        return details.equals(seen.details())
                ? seen
                : repository.replace(
                        tx, seen, seen.called(seen.name(), details), with.env().nowMicros());
    }
}
