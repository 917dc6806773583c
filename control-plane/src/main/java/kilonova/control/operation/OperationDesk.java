package kilonova.control.operation;

import com.google.protobuf.util.Timestamps;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import kilonova.compute.v1.ListOperationsRequest;
import kilonova.compute.v1.Server;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.control.watch.Watch;
import kilonova.control.watch.Watches;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Operations as callers ask for them: only those that are theirs to see, within the policy. */
public final class OperationDesk {
    private static final String LIST = "os_compute_api:os-instance-actions:list";
    private static final String HOSTS = "os_compute_api:os-instance-actions:events";
    private static final String DETAILS = HOSTS + ":details";
    private static final String STEER = "os_compute_api:servers:delete";
    private static final String EVERYWHERE = "os_compute_api:servers:index:get_all_tenants";

    private final Env env;
    private final Database database;
    private final Operations operations;
    private final Steering steering;
    private final OperationSubjects subjects;
    private final OperationWaits waits;
    private final Policy policy;
    private final Watches watches;

    /**
     * An operation as a caller may see it.
     *
     * @param server what it works on, as it is now; empty for those who may not see that, or asked for it not to be read
     * @param sight whether the caller may see where its steps were taken, and what went wrong there
     */
    record Seen(Operation operation, Optional<Server> server, OperationProto.Sight sight, Outlook outlook) {}

    /**
     * Some operations.
     *
     * @param more the token of the next page, empty on the last
     */
    record Page(List<Seen> operations, Optional<String> more) {}

    /** An operation as it is now, and the revision under which a watcher is told of it. */
    record Told(Seen seen, long revision) {}

    public OperationDesk(
            Env env,
            Database database,
            Operations operations,
            Steering steering,
            OperationSubjects subjects,
            Policy policy,
            Watches watches) {
        this.env = env;
        this.steering = steering;
        this.database = database;
        this.operations = operations;
        this.subjects = subjects;
        this.waits = new OperationWaits(database);
        this.policy = policy;
        this.watches = watches;
    }

    /** @throws kilonova.kernel.ProblemException NotFound also when it is not the caller's to see */
    Seen get(Principal who, OperationId id) {
        return database.read(tx -> seen(tx, who, get(tx, who, id)));
    }

    private Seen seen(Tx tx, Principal who, Operation operation) {
        return seen(tx, who, List.of(operation)).getFirst();
    }

    private List<Seen> seen(Tx tx, Principal who, List<Operation> some) {
        Map<String, Server> servers = subjects.servers(tx, who, some);
        return some.stream()
                .map(operation -> seen(
                        who,
                        operation,
                        Optional.ofNullable(servers.get(operation.subject().id()))))
                .toList();
    }

    private Seen seen(Principal who, Operation operation, Optional<Server> server) {
        Target target = Target.of(operation.project(), operation.user());
        return new Seen(
                operation,
                server,
                new OperationProto.Sight(policy.allows(who, HOSTS, target), policy.allows(who, DETAILS, target)),
                operation.open() ? outlook(operation) : Outlook.NONE);
    }

    private Outlook outlook(Operation operation) {
        return new Outlook(
                operation.wakeAt().isPresent() ? steering.waitsFor(operation) : "",
                operations.expectedEnd(operation, env.nowMicros()));
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
    Seen await(Principal who, OperationId id, Duration patience) {
        var latch = waits.register(id);
        Seen seen;
        try {
            seen = get(who, id);
        } catch (RuntimeException refused) {
            waits.forget(id, latch);
            throw refused;
        }
        if (!seen.operation().open()) {
            waits.forget(id, latch);
            return seen;
        }
        waits.await(id, latch, patience);
        return get(who, id);
    }

    /** @throws kilonova.kernel.ProblemException NotCancellable, saying why */
    com.google.longrunning.Operation cancel(
            Principal who, String id, Once<Seen, com.google.longrunning.Operation> once) {
        return database.write(tx -> once.run(tx, () -> {
            Operation operation = steered(tx, who, id);
            return seen(tx, who, operation.open() ? steering.cancel(tx, operation) : operation);
        }));
    }

    /** @throws kilonova.kernel.ProblemException WrongState once it has ended */
    com.google.longrunning.Operation retry(
            Principal who, String id, Once<Seen, com.google.longrunning.Operation> once) {
        return database.write(tx -> once.run(tx, () -> {
            Operation operation = steered(tx, who, id);
            if (!operation.open()) {
                throw new Problem.WrongState(Operations.KIND, operation.id().toString(), "state", "ended", "retry")
                        .raise();
            }
            return seen(tx, who, steering.retry(tx, operation));
        }));
    }

    private Operation steered(Tx tx, Principal who, String id) {
        Operation operation = get(tx, who, OperationId.parse(id));
        policy.require(who, STEER, Target.of(operation.project(), operation.user()));
        return operation;
    }

    /** Whoever waits is answered at once, with what is so far: this process stops. */
    public void stop() {
        waits.lookAgain();
    }

    Page list(Principal who, ListOperationsRequest request) {
        policy.require(who, LIST, Target.own(who));
        Optional<ProjectId> scope = request.getServerId().isEmpty() || !policy.administers(who)
                ? scope(who, request.getAllProjects())
                : Optional.empty();
        int size = Paging.size(request.getPageSize());
        Optional<String> place = Paging.place(request.getPageToken(), request, who);
        return database.read(tx -> {
            List<Operation> found =
                    operations.list(tx, query(request, scope, first(tx, request, place, scope)), size + 1);
            List<Operation> page = found.subList(0, Math.min(found.size(), size));
            return new Page(
                    request.getWithoutServer()
                            ? page.stream()
                                    .map(operation -> seen(who, operation, Optional.empty()))
                                    .toList()
                            : seen(tx, who, page),
                    found.size() > size
                            ? Optional.of(Paging.token(page.getLast().id().toString(), request, who))
                            : Optional.empty());
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
        Runnable admission = call.admission(now -> {
            policy.require(now, LIST, Target.own(now));
            Optional<ProjectId> unused = scope(now, everywhere);
        });
        Optional<ProjectId> scope = scope(who, everywhere);
        watches.open(
                out,
                new Watch<>(
                        who.user(),
                        Watch.of(Operations.KIND, scope),
                        revision,
                        admission,
                        (tx, after, limit) ->
                                operations.list(tx, OperationQuery.openIn(scope, after(tx, after)), limit).stream()
                                        .map(operation -> operation.id().toString())
                                        .toList(),
                        (tx, changes) -> words.apply(told(tx, who, changes)),
                        bookmark));
    }

    /** In the order of the changes. */
    private List<Told> told(Tx tx, Principal who, Map<String, Committed> changes) {
        var seen = new HashMap<String, Seen>();
        seen(
                        tx,
                        who,
                        operations.find(
                                tx,
                                changes.keySet().stream()
                                        .map(OperationId::parse)
                                        .toList()))
                .forEach(each -> seen.put(each.operation().id().toString(), each));
        var told = new ArrayList<Told>(changes.size());
        changes.forEach((id, news) ->
                Optional.ofNullable(seen.get(id)).ifPresent(each -> told.add(new Told(each, news.revision()))));
        return told;
    }

    private Optional<Operation> after(Tx tx, String id) {
        return id.isEmpty() ? Optional.empty() : operations.find(tx, OperationId.parse(id));
    }

    private Optional<ProjectId> scope(Principal who, boolean allProjects) {
        if (allProjects) {
            policy.require(who, EVERYWHERE, Target.own(who));
            return Optional.empty();
        }
        return Optional.of(who.projectOrNone());
    }
}
