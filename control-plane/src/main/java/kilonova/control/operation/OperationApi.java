package kilonova.control.operation;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.CancelOperationRequest;
import kilonova.compute.v1.GetOperationRequest;
import kilonova.compute.v1.ListOperationsRequest;
import kilonova.compute.v1.ListOperationsResponse;
import kilonova.compute.v1.OperationEvent;
import kilonova.compute.v1.OperationServiceGrpc;
import kilonova.compute.v1.WaitOperationRequest;
import kilonova.compute.v1.WatchOperationsRequest;
import kilonova.compute.v1.WatchOperationsResponse;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.request.Requests;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.control.watch.Watch;
import kilonova.control.watch.Watches;
import kilonova.kernel.Problem;

/** Wire in, wire out for operations. */
public final class OperationApi extends OperationServiceGrpc.OperationServiceImplBase {
    private static final int MAX_PAGE = 1_000;
    private static final java.time.Duration USUAL_WAIT = java.time.Duration.ofMinutes(1);
    private static final java.time.Duration MAX_WAIT = java.time.Duration.ofMinutes(10);
    private static final String LIST = "os_compute_api:os-instance-actions:list";
    private static final String EVERYWHERE = "os_compute_api:servers:index:get_all_tenants";

    private final Database database;
    private final Operations operations;
    private final OperationWaits waits;
    private final Requests requests;
    private final Policy policy;
    private final Watches watches;

    public OperationApi(Database database, Operations operations, Requests requests, Policy policy, Watches watches) {
        this.database = database;
        this.operations = operations;
        this.waits = new OperationWaits(database);
        this.requests = requests;
        this.policy = policy;
        this.watches = watches;
    }

    @Override
    public void getOperation(GetOperationRequest request, StreamObserver<com.google.longrunning.Operation> out) {
        Unary.reply(out, () -> message(get(OperationId.parse(request.getId()))));
    }

    @Override
    public void listOperations(ListOperationsRequest request, StreamObserver<ListOperationsResponse> out) {
        Unary.reply(out, () -> database.read(tx -> list(tx, request)));
    }

    @Override
    public void waitOperation(WaitOperationRequest request, StreamObserver<com.google.longrunning.Operation> out) {
        Unary.reply(out, () -> message(await(OperationId.parse(request.getId()), patience(request.getTimeout()))));
    }

    @Override
    public void cancelOperation(CancelOperationRequest request, StreamObserver<com.google.longrunning.Operation> out) {
        Unary.reply(out, () -> {
            boolean details = Call.current().principal().has("admin");
            var once = requests.once(
                    Call.current().principal(),
                    request,
                    com.google.longrunning.Operation.getDefaultInstance(),
                    (Operation ended) -> OperationProto.operation(ended, Optional.empty(), details));
            Principal who = Call.current().principal();
            return database.write(tx -> once.run(tx, () -> {
                Operation operation = get(tx, who, OperationId.parse(request.getId()));
                if (operation.open()) {
                    throw new Problem.NotCancellable(operation.id().toString()).raise();
                }
                return operation;
            }));
        });
    }

    @Override
    public void watchOperations(WatchOperationsRequest request, StreamObserver<WatchOperationsResponse> out) {
        Principal who = Call.current().principal();
        Unary.stream(out, () -> {
            Optional<ProjectId> scope = scope(who, request.getAllProjects());
            watches.open(
                    out,
                    new Watch<WatchOperationsResponse>(
                            Operations.KIND,
                            scope,
                            request.getRevision(),
                            (tx, after, limit) ->
                                    operations.list(tx, OperationQuery.openIn(scope, after(tx, after)), limit).stream()
                                            .map(operation -> operation.id().toString())
                                            .toList(),
                            (tx, changes) -> {
                                var response = WatchOperationsResponse.newBuilder();
                                changes.forEach((id, revision) -> operations
                                        .find(tx, OperationId.parse(id))
                                        .ifPresent(operation -> response.addEvents(OperationEvent.newBuilder()
                                                .setOperation(message(who, operation))
                                                .setRevision(revision))));
                                return response.build();
                            },
                            (bookmark, complete) -> WatchOperationsResponse.newBuilder()
                                    .setBookmark(bookmark)
                                    .setSnapshotComplete(complete)
                                    .build()));
        });
    }

    private Optional<Operation> after(Tx tx, String id) {
        return id.isEmpty() ? Optional.empty() : operations.find(tx, OperationId.parse(id));
    }

    /** The operation, if it is the caller's to see. */
    Operation get(OperationId id) {
        Principal who = Call.current().principal();
        return database.read(tx -> get(tx, who, id));
    }

    private Operation get(Tx tx, Principal who, OperationId id) {
        Operation operation = operations
                .find(tx, id)
                .filter(found -> who.has("admin")
                        || who.project().filter(found.project()::equals).isPresent())
                .orElseThrow(() -> new Problem.NotFound("operation", id.toString()).raise());
        policy.require(who, LIST, Target.of(operation.project(), operation.user()));
        return operation;
    }

    Operation await(OperationId id, java.time.Duration patience) {
        var latch = waits.register(id);
        Operation operation;
        try {
            operation = get(id);
        } catch (RuntimeException refused) {
            waits.forget(id, latch);
            throw refused;
        }
        if (!operation.open()) {
            waits.forget(id, latch);
            return operation;
        }
        waits.await(id, latch, patience);
        return get(id);
    }

    static java.time.Duration patience(Duration asked) {
        if (Durations.isPositive(asked)) {
            var patience = java.time.Duration.ofNanos(Durations.toNanos(asked));
            return patience.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : patience;
        }
        return USUAL_WAIT;
    }

    private ListOperationsResponse list(Tx tx, ListOperationsRequest request) {
        Principal who = Call.current().principal();
        policy.require(who, LIST, Target.own(who));
        Optional<ProjectId> scope = request.getServerId().isEmpty() || !who.has("admin")
                ? scope(who, request.getAllProjects())
                : Optional.empty();
        Optional<Operation> after = Optional.empty();
        if (!request.getPageToken().isEmpty()) {
            after = after(tx, request.getPageToken());
        } else if (!request.getAfterTraceId().isEmpty()) {
            List<Operation> found = operations.list(tx, OperationQuery.traced(scope, request.getAfterTraceId()), 1);
            if (found.isEmpty()) {
                throw new Problem.Invalid("after_trace_id", "marker [" + request.getAfterTraceId() + "] not found")
                        .raise();
            }
            after = Optional.of(found.getFirst());
        }
        int size = request.getPageSize() == 0 ? MAX_PAGE : Math.min(request.getPageSize(), MAX_PAGE);
        var query = new OperationQuery(
                scope,
                request.getServerId().isEmpty() ? Optional.empty() : Optional.of(Subject.server(request.getServerId())),
                request.getOpenOnly(),
                request.getTraceId().isEmpty() ? Optional.empty() : Optional.of(request.getTraceId()),
                request.hasChangedSince()
                        ? Optional.of(Timestamps.toMicros(request.getChangedSince()))
                        : Optional.empty(),
                request.hasChangedBefore()
                        ? Optional.of(Timestamps.toMicros(request.getChangedBefore()))
                        : Optional.empty(),
                after);
        List<Operation> page = operations.list(tx, query, size + 1);
        var response = ListOperationsResponse.newBuilder();
        page.stream().limit(size).forEach(operation -> response.addOperations(message(operation)));
        if (page.size() > size) {
            response.setNextPageToken(page.get(size - 1).id().toString());
        }
        return response.build();
    }

    private Optional<ProjectId> scope(Principal who, boolean allProjects) {
        if (allProjects) {
            policy.require(who, EVERYWHERE, Target.own(who));
            return Optional.empty();
        }
        return Optional.of(who.projectOrNone());
    }

    com.google.longrunning.Operation message(Operation operation) {
        return message(Call.current().principal(), operation);
    }

    private static com.google.longrunning.Operation message(Principal who, Operation operation) {
        return OperationProto.operation(operation, Optional.empty(), who.has("admin"));
    }
}
