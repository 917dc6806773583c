package kilonova.control.server;

import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Supplier;
import kilonova.control.edge.Call;
import kilonova.control.identity.Principal;
import kilonova.control.operation.Operation;
import kilonova.control.operation.OperationId;
import kilonova.control.policy.Target;
import kilonova.control.store.Tx;
import kilonova.control.workflow.Workflow;
import kilonova.kernel.Problem;

/** What every request to servers shares: once per request id, only what the caller may see, an operation that begins. */
final class ServerRequests {
    private final ServerNeighbours with;
    private final ServerRepository repository;

    ServerRequests(ServerNeighbours with, ServerRepository repository) {
        this.with = with;
        this.repository = repository;
    }

    <S extends Enum<S>> Begun move(
            Tx tx,
            Call call,
            Server seen,
            Workflow<S, ServerFacts> workflow,
            S first,
            String notes,
            java.time.Duration deadline,
            Phase phase) {
        Operation operation = begin(tx, call, seen, workflow, first, notes, deadline);
        Server busy = repository.replace(
                tx,
                seen,
                seen.with(seen.state().during(operation.id(), phase)),
                with.env().nowMicros());
        return new Begun(operation, busy);
    }

    <S extends Enum<S>> Operation begin(
            Tx tx,
            Call call,
            Server server,
            Workflow<S, ServerFacts> workflow,
            S first,
            String notes,
            java.time.Duration deadline) {
        return with.workflows()
                .begin(
                        tx,
                        workflow,
                        server.id().subject(),
                        server.project(),
                        call.principal().user(),
                        call.traceId(),
                        first,
                        notes,
                        deadline);
    }

    /** The work, once per request id; asked again, the operation and the server as they are now. */
    Begun once(
            Call call,
            String method,
            String requestId,
            com.google.protobuf.Message request,
            java.util.function.Function<Tx, Begun> work) {
        return with.database().write(tx -> {
            var fresh = new ArrayList<Begun>(1);
            Supplier<String> body = () -> {
                Begun begun = work.apply(tx);
                fresh.add(begun);
                return begun.operation().id().toString();
            };
            String answer = with.requests().once(tx, call.principal(), method, requestId, request, body);
            return fresh.isEmpty() ? again(tx, OperationId.parse(answer)) : fresh.getFirst();
        });
    }

    private Begun again(Tx tx, OperationId id) {
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

    /** A server of another project is not there at all for whoever is no administrator. */
    Server visible(Tx tx, Principal who, ServerId id, String rule) {
        Server server = repository
                .find(tx, id)
                .filter(found -> !found.deleted())
                .filter(found -> who.has("admin")
                        || who.project().filter(found.project()::equals).isPresent())
                .orElseThrow(() -> new Problem.NotFound("server", id.toString()).raise());
        with.policy().require(who, rule, Target.of(server.project(), server.user()));
        return server;
    }

    Optional<Server> peek(Tx tx, String id) {
        return repository.find(tx, ServerId.parse(id));
    }
}
