package kilonova.gateway.compute.operation;

import static kilonova.gateway.compute.Downgrades.added;
import static kilonova.gateway.compute.Downgrades.since;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.longrunning.Operation;
import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Locale;
import kilonova.compute.v1.GetServerRequest;
import kilonova.compute.v1.ListOperationsRequest;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.OperationServiceGrpc;
import kilonova.compute.v1.OperationServiceGrpc.OperationServiceBlockingStub;
import kilonova.compute.v1.OperationStep;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.StepResult;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Downgrades;
import kilonova.gateway.compute.Microversion;
import kilonova.gateway.compute.Paging;
import kilonova.gateway.compute.Times;
import kilonova.gateway.compute.Values;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;

/** What was done to a server, and how it went. */
public final class InstanceActions {
    private static final String PATH = "/servers/{server_id}/os-instance-actions";

    private static final Downgrades<OperationMetadata> STEPS = Downgrades.of(
            since(84, (view, operation) -> fromEvents(view, "details")),
            since(62, (view, operation) -> fromEvents(view, "host", "hostId")),
            added(58, "updated_at"),
            since(51, InstanceActions::eventsForAdministrators));

    private InstanceActions() {}

    public static void bind(Bindings bindings) {
        bindings.on("GET", PATH, InstanceActions::list).on("GET", PATH + "/{id}", InstanceActions::show);
    }

    private static OperationServiceBlockingStub operations(ComputeRequest request) {
        return request.calls().to(OperationServiceGrpc::newBlockingStub);
    }

    private static Answer list(ComputeRequest request) {
        serverIsThere(request);
        boolean pages = request.atLeast(58);
        var query = ListOperationsRequest.newBuilder()
                .setServerId(request.variable("server_id"))
                .setWithoutServer(true);
        if (pages) {
            query.setAfterTraceId(request.query("marker").orElse(""));
            request.query("changes-since").ifPresent(each -> query.setChangedSince(Times.parse("changes-since", each)));
        }
        if (request.atLeast(66)) {
            request.query("changes-before")
                    .ifPresent(each -> query.setChangedBefore(Times.parse("changes-before", each)));
            if (query.hasChangedSince() && query.hasChangedBefore()) {
                Times.inOrder(query.getChangedSince(), query.getChangedBefore());
            }
        }
        var shape = new Paging.Shape<Operation>(
                "instanceActions",
                pages ? "links" : "",
                "servers/" + request.variable("server_id") + "/os-instance-actions",
                operation -> metadata(operation).getTraceId(),
                operation -> view(request.version(), operation, false),
                Paging.NO_MARKER);
        return Paging.answer(request, pages ? Paging.limit(request) : Integer.MAX_VALUE, shape, (size, token) -> {
            var page = query.clone().setPageSize(size).setPageToken(token);
            if (!token.isEmpty()) {
                page.clearAfterTraceId();
            }
            var found = operations(request).listOperations(page.build());
            return new Paging.Page<>(found.getOperationsList(), found.getNextPageToken());
        });
    }

    /** Until 2.20 the actions of a deleted server went with it; later a server of which nothing is told must be there. */
    private static void serverIsThere(ComputeRequest request) {
        boolean known = request.atLeast(21)
                && operations(request)
                                .listOperations(ListOperationsRequest.newBuilder()
                                        .setServerId(request.variable("server_id"))
                                        .setPageSize(1)
                                        .setWithoutServer(true)
                                        .build())
                                .getOperationsCount()
                        > 0;
        if (!known) {
            request.calls()
                    .to(ServerServiceGrpc::newBlockingStub)
                    .getServer(GetServerRequest.newBuilder()
                            .setId(request.variable("server_id"))
                            .setReadMask(FieldMask.newBuilder().addPaths("id"))
                            .build());
        }
    }

    private static Answer show(ComputeRequest request) {
        serverIsThere(request);
        String server = request.variable("server_id");
        String trace = request.variable("id");
        var found = operations(request)
                .listOperations(ListOperationsRequest.newBuilder()
                        .setServerId(server)
                        .setTraceId(trace)
                        .setPageSize(1)
                        .setWithoutServer(true)
                        .build());
        if (found.getOperationsCount() == 0) {
            throw HttpFault.of(404, "Action for request_id " + trace + " on instance " + server + " not found")
                    .raise();
        }
        var document = Json.object();
        document.set("instanceAction", view(request.version(), found.getOperations(0), true));
        return Answer.json(request.success(), document);
    }

    /** As the newest version shows it, with what tells how far it is: its steps, which no Nova has, are told here alone. */
    public static ObjectNode newest(Operation operation) {
        var metadata = metadata(operation);
        var view = view(Microversion.NEWEST, operation, true)
                .put("operation_id", metadata.getId())
                .put("done", operation.getDone());
        Values.putOrNull(
                view, "error", operation.hasError() ? operation.getError().getMessage() : "");
        Times.put(view, "deadline", metadata.hasDeadline(), metadata.getDeadline());
        Times.put(view, "expected_end", metadata.hasExpectedEndTime(), metadata.getExpectedEndTime());
        var steps = view.putArray("steps");
        metadata.getStepsList().forEach(each -> put(steps.addObject(), each));
        return view;
    }

    private static ObjectNode view(Microversion version, Operation operation, boolean withEvents) {
        var metadata = metadata(operation);
        var view = Json.object()
                .put("action", metadata.getKind())
                .put("instance_uuid", metadata.getSubjectId())
                .put("request_id", metadata.getTraceId())
                .put("project_id", metadata.getProjectId())
                .put("user_id", metadata.getUserId())
                .put("start_time", Times.micros(metadata.getCreateTime()));
        Values.putOrNull(view, "message", operation.hasError() ? "Error" : "");
        Times.put(view, "updated_at", metadata.hasUpdateTime(), metadata.getUpdateTime());
        if (withEvents) {
            var events = view.putArray("events");
            ActionEvent.of(metadata).forEach(each -> put(events.addObject(), each, metadata));
        }
        return STEPS.to(version, view, metadata);
    }

    private static void put(ObjectNode view, ActionEvent event, OperationMetadata operation) {
        view.put("event", event.name())
                .put("start_time", Times.micros(event.start()))
                .put("hostId", event.hostHash());
        Values.putOrNull(view, "finish_time", event.finish().map(Times::micros).orElse(""));
        Values.putOrNull(view, "result", event.result());
        if (operation.getDetailsVisible()) {
            view.put("host", event.host()).putNull("traceback");
        }
        if (operation.getStepDetailsVisible()) {
            Values.putOrNull(view, "details", event.details());
        }
    }

    private static void put(ObjectNode view, OperationStep step) {
        view.put("step", step.getName().toLowerCase(Locale.ROOT))
                .put("start_time", Times.micros(step.getStartTime()))
                .put("hostId", step.getHostHash());
        Times.put(view, "finish_time", step.hasEndTime(), step.getEndTime());
        Values.putOrNull(view, "result", result(step.getResult()));
        Values.putOrNull(view, "host", step.getHost());
        Values.putOrNull(view, "details", step.getDetails());
    }

    private static String result(StepResult result) {
        return switch (result) {
            case STEP_RESULT_SUCCESS -> "Success";
            case STEP_RESULT_ERROR -> "Error";
            case STEP_RESULT_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    }

    private static void fromEvents(ObjectNode view, String... members) {
        for (JsonNode event : view.path("events")) {
            ((ObjectNode) event).remove(List.of(members));
        }
    }

    private static void eventsForAdministrators(ObjectNode view, OperationMetadata operation) {
        if (!operation.getDetailsVisible()) {
            view.remove("events");
        }
    }

    private static OperationMetadata metadata(Operation operation) {
        try {
            return operation.getMetadata().unpack(OperationMetadata.class);
        } catch (InvalidProtocolBufferException notOurs) {
            throw new IllegalStateException("an operation without its metadata: " + operation.getName(), notOurs);
        }
    }
}
