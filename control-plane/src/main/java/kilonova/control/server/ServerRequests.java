package kilonova.control.server;

import com.google.protobuf.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import kilonova.control.edge.Call;
import kilonova.control.identity.Principal;
import kilonova.control.operation.Operation;
import kilonova.control.operation.OperationId;
import kilonova.control.policy.Target;
import kilonova.control.request.Requests;
import kilonova.control.store.Tx;
import kilonova.control.workflow.Workflow;
import kilonova.kernel.Problem;

/** What every request to servers shares: once per request id, only what the caller may see, an operation that begins. */
final class ServerRequests {
    private final ServerNeighbours with;
    private final ServerRepository repository;
    private final ServerRows rows;

    ServerRequests(ServerNeighbours with, ServerRepository repository, ServerRows rows) {
        this.with = with;
        this.repository = repository;
        this.rows = rows;
    }

    <S extends Enum<S>> Begun move(
            Tx tx,
            Call call,
            Server seen,
            Workflow<S, ServerFacts> workflow,
            S first,
            String notes,
            Duration deadline,
            Phase phase) {
        return begin(
                tx,
                call,
                seen,
                workflow,
                first,
                notes,
                deadline,
                operation -> repository.replace(
                        tx,
                        seen,
                        seen.with(seen.state().during(operation.id(), phase)),
                        with.env().nowMicros()));
    }

    /** @param taken writes the server as the operation has it */
    <S extends Enum<S>> Begun begin(
            Tx tx,
            Call call,
            Server server,
            Workflow<S, ServerFacts> workflow,
            S first,
            String notes,
            Duration deadline,
            Function<Operation, Server> taken) {
        ServerFacts begun = with.workflows()
                .begin(
                        tx,
                        workflow,
                        server.id().subject(),
                        server.project(),
                        call.principal().user(),
                        call.traceId(),
                        first,
                        notes,
                        deadline,
                        operation -> rows.facts(tx, operation, taken.apply(operation)));
        return new Begun(begun.operation(), begun.server());
    }

    /**
     * The work, once per request id; asked again, the operation and the server as they are now.
     *
     * @param request as it is compared with an earlier one: without what differs each time the same is sent
     */
    Begun once(Call call, Message request, Function<Tx, Begun> work) {
        return with.database().write(tx -> {
            var fresh = new ArrayList<Begun>(1);
            String answer = with.requests().once(tx, call.principal(), request, () -> {
                fresh.add(work.apply(tx));
                return fresh.getFirst().operation().id().toString();
            });
            if (fresh.isEmpty()) {
                call.answersAgain();
                return begun(tx, OperationId.parse(answer));
            }
            return fresh.getFirst();
        });
    }

    /** As {@link #once}, for what is done at once and leaves no operation. */
    Server onceServer(Call call, Message request, Function<Tx, Server> work) {
        return onceServer(call, request, work, server -> server.id().toString(), (server, _) -> server);
    }

    /**
     * The same, where the answer is more than the server.
     *
     * @param kept what is kept of it: the server's id, and what may follow after a blank
     * @param again the answer made of the server as it is now, and of what was kept
     */
    <A> A onceServer(
            Call call,
            Message request,
            Function<Tx, A> work,
            Function<A, String> kept,
            BiFunction<Server, String, A> again) {
        return with.database().write(tx -> {
            var fresh = new ArrayList<A>(1);
            String answer = with.requests().once(tx, call.principal(), request, () -> {
                fresh.add(work.apply(tx));
                return kept.apply(fresh.getFirst());
            });
            if (!fresh.isEmpty()) {
                return fresh.getFirst();
            }
            call.answersAgain();
            String id = answer.split(" ", 2)[0];
            return again.apply(peek(tx, id).orElseThrow(() -> new Problem.NotFound("server", id).raise()), answer);
        });
    }

    /** What an earlier run of this very request began, as it is now; asked before the request is checked. */
    Optional<Begun> before(Call call, Message request) {
        return answered(call, request, (tx, answer) -> begun(tx, OperationId.parse(answer)));
    }

    <T> Optional<T> answered(Call call, Message request, BiFunction<Tx, String, T> again) {
        return Requests.carriesId(request)
                ? with.database().read(tx -> with.requests()
                        .answered(tx, call.principal(), request)
                        .map(answer -> {
                            call.answersAgain();
                            return again.apply(tx, answer);
                        }))
                : Optional.empty();
    }

    private Begun begun(Tx tx, OperationId id) {
        Operation operation = with.operations()
                .find(tx, id)
                .orElseThrow(() -> new Problem.NotFound("operation", id.toString()).raise());
        Server server = peek(tx, operation.subject().id())
                .orElseThrow(
                        () -> new Problem.NotFound("server", operation.subject().id()).raise());
        return new Begun(operation, server);
    }

    Server guarded(Tx tx, Call call, String id, String etag, String rule) {
        Server seen = visible(tx, call.principal(), ServerId.parse(id), rule);
        current(seen, etag);
        return seen;
    }

    static void current(Server seen, String etag) {
        if (!etag.isEmpty() && !etag.equals(Long.toString(seen.generation()))) {
            throw new Problem.Stale("server", seen.id().toString()).raise();
        }
    }

    /** A server of another project is not there at all for whoever does not look after the whole cloud. */
    Server visible(Tx tx, Principal who, ServerId id, String rule) {
        return visible(repository.find(tx, id), who, id, rule);
    }

    /** The same of one that was found before. */
    Server visible(Optional<Server> known, Principal who, ServerId id, String rule) {
        Server server = known.filter(found -> !found.deleted())
                .filter(found -> with.policy().administers(who)
                        || who.project().filter(found.project()::equals).isPresent())
                .orElseThrow(() -> new Problem.NotFound("server", id.toString()).raise());
        with.policy().require(who, rule, Target.of(server.project(), server.user()));
        return server;
    }

    Optional<Server> peek(Tx tx, String id) {
        return repository.find(tx, ServerId.parse(id));
    }

    /** A lock holds for everyone but those who look after the whole cloud. */
    boolean overridesLock(Call call) {
        return with.policy().administers(call.principal());
    }
}
