package kilonova.control.operation;

import com.google.protobuf.util.Timestamps;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import kilonova.compute.v1.ListOperationsRequest;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.control.watch.Watch;
import kilonova.control.watch.Watches;
import kilonova.kernel.Problem;

/** Operations as callers ask for them: only those that are theirs to see, within the policy. */
public final class OperationDesk {
    private static final String LIST = "os_compute_api:os-instance-actions:list";
    private static final String DETAILS = "os_compute_api:os-instance-actions:events";
    private static final String EVERYWHERE = "os_compute_api:servers:index:get_all_tenants";

    private final Database database;
    private final Operations operations;
    private final OperationWaits waits;
    private final Policy policy;
    private final Watches watches;

    /**
     * Some operations.
     *
     * @param more the token of the next page, empty on the last
     */
    record Page(List<Operation> operations, Optional<String> more) {}

    /** An operation as it is now, and the revision under which a watcher is told of it. */
    record Told(Operation operation, long revision) {}

    public OperationDesk(Database database, Operations operations, Policy policy, Watches watches) {
        this.database = database;
        this.operations = operations;
        this.waits = new OperationWaits(database);
        this.policy = policy;
        this.watches = watches;
    }

    /** @throws kilonova.kernel.ProblemException NotFound also when it is not the caller's to see */
    Operation get(Principal who, OperationId id) {
        return database.read(tx -> get(tx, who, id));
    }

    private Operation get(Tx tx, Principal who, OperationId id) {
        Operation operation = operations
                .find(tx, id)
                .filter(found -> policy.administers(who)
                        || who.project().filter(found.project()::equals).isPresent())
                .orElseThrow(() -> new Problem.NotFound("operation", id.toString()).raise());
        policy.require(who, LIST, Target.of(operation.project(), operation.user()));
        return operation;
    }

    /** The operation once it has ended, or as it is when patience has. */
    Operation await(Principal who, OperationId id, Duration patience) {
        var latch = waits.register(id);
        Operation operation;
        try {
            operation = get(who, id);
        } catch (RuntimeException refused) {
            waits.forget(id, latch);
            throw refused;
        }
        if (!operation.open()) {
            waits.forget(id, latch);
            return operation;
        }
        waits.await(id, latch, patience);
        return get(who, id);
    }

    /** @throws kilonova.kernel.ProblemException NotCancellable unless it has ended already */
    com.google.longrunning.Operation cancel(
            Principal who, String id, Once<Operation, com.google.longrunning.Operation> once) {
        return database.write(tx -> once.run(tx, () -> {
            Operation operation = get(tx, who, OperationId.parse(id));
            if (operation.open()) {
                throw new Problem.NotCancellable(operation.id().toString()).raise();
            }
            return operation;
        }));
    }

    Page list(Principal who, ListOperationsRequest request) {
        policy.require(who, LIST, Target.own(who));
        Optional<ProjectId> scope = request.getServerId().isEmpty() || !policy.administers(who)
                ? scope(who, request.getAllProjects())
                : Optional.empty();
        int size = Paging.size(request.getPageSize());
        Optional<String> place = Paging.place(request.getPageToken(), request, who);
        return database.read(tx -> {
            List<Operation> page =
                    operations.list(tx, query(request, scope, first(tx, request, place, scope)), size + 1);
            return page.size() > size
                    ? new Page(
                            page.subList(0, size),
                            Optional.of(Paging.token(page.get(size - 1).id().toString(), request, who)))
                    : new Page(page, Optional.empty());
        });
    }

    /** The last operation before the page. */
    private Optional<Operation> first(
            Tx tx, ListOperationsRequest request, Optional<String> place, Optional<ProjectId> scope) {
        if (place.isPresent()) {
            return Optional.of(placed(tx, place.get()));
        }
        if (request.getAfterTraceId().isEmpty()) {
            return Optional.empty();
        }
        List<Operation> found = operations.list(tx, OperationQuery.traced(scope, request.getAfterTraceId()), 1);
        if (found.isEmpty()) {
            throw new Problem.Invalid("after_trace_id", "marker [" + request.getAfterTraceId() + "] not found").raise();
        }
        return Optional.of(found.getFirst());
    }

    private Operation placed(Tx tx, String place) {
        try {
            return operations
                    .find(tx, OperationId.parse(place))
                    .orElseThrow(() -> new Problem.NotFound("operation", place).raise());
        } catch (kilonova.kernel.ProblemException forged) {
            throw new Problem.Invalid("page_token", "not a token that a page was answered with").raise();
        }
    }

    private static OperationQuery query(
            ListOperationsRequest request, Optional<ProjectId> scope, Optional<Operation> after) {
        return new OperationQuery(
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
    }

    /**
     * Streams until the caller goes away.
     *
     * @param everywhere of all projects
     * @param revision where the caller left off, 0 for a snapshot first
     */
    <M> void watch(
            StreamObserver<M> out,
            Call call,
            boolean everywhere,
            long revision,
            Function<List<Told>, M> words,
            Watch.Bookmark<M> bookmark) {
        Principal who = call.principal();
        policy.require(who, LIST, Target.own(who));
        Optional<ProjectId> scope = scope(who, everywhere);
        watches.open(
                out,
                new Watch<>(
                        Operations.KIND,
                        scope,
                        revision,
                        call::requireStillValid,
                        (tx, after, limit) ->
                                operations.list(tx, OperationQuery.openIn(scope, after(tx, after)), limit).stream()
                                        .map(operation -> operation.id().toString())
                                        .toList(),
                        (tx, changes) -> words.apply(told(tx, changes)),
                        bookmark));
    }

    private List<Told> told(Tx tx, Map<String, Long> changes) {
        var told = new ArrayList<Told>(changes.size());
        changes.forEach((id, revision) -> operations
                .find(tx, OperationId.parse(id))
                .ifPresent(operation -> told.add(new Told(operation, revision))));
        return told;
    }

    private Optional<Operation> after(Tx tx, String id) {
        return id.isEmpty() ? Optional.empty() : operations.find(tx, OperationId.parse(id));
    }

    /** Whether the caller may see where the steps of the operation were taken, and what went wrong there. */
    boolean showsDetails(Principal who, Operation operation) {
        return policy.allows(who, DETAILS, Target.of(operation.project(), operation.user()));
    }

    private Optional<ProjectId> scope(Principal who, boolean allProjects) {
        if (allProjects) {
            policy.require(who, EVERYWHERE, Target.own(who));
            return Optional.empty();
        }
        return Optional.of(who.projectOrNone());
    }
}
