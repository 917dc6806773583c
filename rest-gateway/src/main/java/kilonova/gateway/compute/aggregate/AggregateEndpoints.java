package kilonova.gateway.compute.aggregate;

import static kilonova.gateway.compute.Downgrades.added;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.FieldMask;
import java.util.Optional;
import java.util.function.Supplier;
import kilonova.compute.v1.AddAggregateHostRequest;
import kilonova.compute.v1.Aggregate;
import kilonova.compute.v1.AggregateServiceGrpc;
import kilonova.compute.v1.AggregateServiceGrpc.AggregateServiceBlockingStub;
import kilonova.compute.v1.CreateAggregateRequest;
import kilonova.compute.v1.DeleteAggregateRequest;
import kilonova.compute.v1.GetAggregateRequest;
import kilonova.compute.v1.ListAggregatesRequest;
import kilonova.compute.v1.RemoveAggregateHostRequest;
import kilonova.compute.v1.SetAggregateMetadataRequest;
import kilonova.compute.v1.UpdateAggregateRequest;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Downgrades;
import kilonova.gateway.compute.Times;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.http.ProblemWords;

/** The aggregates resource. */
public final class AggregateEndpoints {
    private static final String PATH = "/os-aggregates";
    private static final String ONE = PATH + "/{id}";
    private static final Downgrades<Aggregate> STEPS = Downgrades.of(added(41, "uuid"));

    private AggregateEndpoints() {}

    public static void bind(Bindings bindings) {
        bindings.on("GET", PATH, AggregateEndpoints::list)
                .on("POST", PATH, AggregateEndpoints::create)
                .on("GET", ONE, AggregateEndpoints::show)
                .on("PUT", ONE, AggregateEndpoints::update)
                .on("DELETE", ONE, AggregateEndpoints::delete)
                .action(ONE + "/action", "add_host", AggregateEndpoints::addHost)
                .action(ONE + "/action", "remove_host", AggregateEndpoints::removeHost)
                .action(ONE + "/action", "set_metadata", AggregateEndpoints::setMetadata);
    }

    private static AggregateServiceBlockingStub aggregates(ComputeRequest request) {
        return request.calls().to(AggregateServiceGrpc::newBlockingStub);
    }

    /** In REST an aggregate is its number. */
    private static String id(ComputeRequest request) {
        String id = request.variable("id");
        if (!id.matches("\\d{1,18}")) {
            throw HttpFault.of(400, "Invalid input received: id must be an integer")
                    .raise();
        }
        return id;
    }

    private static Answer list(ComputeRequest request) {
        var document = Json.object();
        var list = document.putArray("aggregates");
        String token = "";
        do {
            var page = aggregates(request)
                    .listAggregates(ListAggregatesRequest.newBuilder()
                            .setPageToken(token)
                            .build());
            page.getAggregatesList().forEach(each -> list.add(view(request, each)));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return Answer.json(request.success(), document);
    }

    private static ObjectNode view(ComputeRequest request, Aggregate aggregate) {
        var view = bare(request, aggregate);
        aggregate.getHostsList().forEach(view.putArray("hosts")::add);
        Values.put(view, "metadata", aggregate.getMetadataMap());
        return view;
    }

    /** What the answer to a creation shows. */
    private static ObjectNode bare(ComputeRequest request, Aggregate aggregate) {
        var view = Json.object()
                .put("id", aggregate.getSerial())
                .put("uuid", aggregate.getId())
                .put("name", aggregate.getName())
                .put("deleted", false)
                .putNull("deleted_at");
        Values.putOrNull(view, "availability_zone", aggregate.getZone());
        Times.put(view, "created_at", aggregate.hasCreateTime(), aggregate.getCreateTime());
        Times.put(view, "updated_at", aggregate.hasUpdateTime(), aggregate.getUpdateTime());
        return STEPS.to(request.version(), view, aggregate);
    }

    private static Answer whole(ComputeRequest request, ObjectNode view) {
        var document = Json.object();
        document.set("aggregate", view);
        return Answer.json(request.success(), document);
    }

    private static Answer create(ComputeRequest request) {
        JsonNode said = request.body().path("aggregate");
        var made = aggregates(request)
                .createAggregate(CreateAggregateRequest.newBuilder()
                        .setAggregate(Aggregate.newBuilder()
                                .setName(Values.textOr(said, "name", "").strip())
                                .setZone(Values.textOr(said, "availability_zone", "")))
                        .build());
        return whole(request, bare(request, made));
    }

    private static Answer show(ComputeRequest request) {
        var found = aggregates(request)
                .getAggregate(
                        GetAggregateRequest.newBuilder().setId(id(request)).build());
        return whole(request, view(request, found));
    }

    private static Answer update(ComputeRequest request) {
        JsonNode said = request.body().path("aggregate");
        var mask = FieldMask.newBuilder();
        if (said.has("name")) {
            mask.addPaths("name");
        }
        if (said.has("availability_zone")) {
            mask.addPaths("zone");
        }
        var wanted = UpdateAggregateRequest.newBuilder()
                .setAggregate(Aggregate.newBuilder()
                        .setId(id(request))
                        .setName(Values.textOr(said, "name", "").strip())
                        .setZone(Values.textOr(said, "availability_zone", "")))
                .setUpdateMask(mask)
                .build();
        var changed = telling(
                request, 400, "update aggregate", () -> aggregates(request).updateAggregate(wanted));
        return whole(request, view(request, changed));
    }

    private static Answer delete(ComputeRequest request) {
        aggregates(request)
                .deleteAggregate(
                        DeleteAggregateRequest.newBuilder().setId(id(request)).build());
        return Answer.empty(request.success());
    }

    /** A host cannot be where the change would put it: Nova says which change that was, and has a code of its own for some. */
    private static Aggregate telling(ComputeRequest request, int code, String deed, Supplier<Aggregate> call) {
        return ProblemFault.telling(
                problem -> ProblemWords.invalid(problem, "zone")
                        ? Optional.of(HttpFault.of(
                                code,
                                "Cannot " + deed + " " + request.variable("id") + ". Reason: "
                                        + ProblemWords.fact(problem, "rule") + "."))
                        : Optional.empty(),
                call);
    }

    private static Answer addHost(ComputeRequest request) {
        var wanted = AddAggregateHostRequest.newBuilder()
                .setId(id(request))
                .setHost(Values.textOr(request.body().path("add_host"), "host", ""))
                .build();
        var changed = telling(
                request, 409, "add host to aggregate", () -> aggregates(request).addAggregateHost(wanted));
        return whole(request, view(request, changed));
    }

    private static Answer removeHost(ComputeRequest request) {
        var wanted = RemoveAggregateHostRequest.newBuilder()
                .setId(id(request))
                .setHost(Values.textOr(request.body().path("remove_host"), "host", ""))
                .build();
        var changed = telling(request, 409, "remove host from aggregate", () -> aggregates(request)
                .removeAggregateHost(wanted));
        return whole(request, view(request, changed));
    }

    /** An item that is null is taken away. */
    private static Answer setMetadata(ComputeRequest request) {
        var change = SetAggregateMetadataRequest.newBuilder().setId(id(request));
        JsonNode items = request.body().path("set_metadata").path("metadata");
        items.properties().forEach(item -> {
            if (item.getValue().isNull()) {
                change.addRemovedKeys(item.getKey());
            } else {
                change.putMetadata(item.getKey(), item.getValue().asText());
            }
        });
        var changed = telling(request, 400, "update metadata of aggregate", () -> aggregates(request)
                .setAggregateMetadata(change.build()));
        return whole(request, view(request, changed));
    }
}
