package kilonova.control.workflow;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import kilonova.control.guard.Guard;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.operation.OperationId;
import kilonova.control.operation.Operations;
import kilonova.control.operation.Outcome;
import kilonova.control.operation.Steering;
import kilonova.control.operation.Subject;
import kilonova.control.replica.Replicas;
import kilonova.control.store.LostRace;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins operations and moves them on within a transaction: the half of the engine that touches rows. */
public final class Workflows implements Steering {
    private static final Logger LOG = LoggerFactory.getLogger(Workflows.class);
    /** Steps that one transaction may take; more is a workflow that runs in a circle. */
    private static final int MAX_STEPS_PER_COMMIT = 32;

    /** How long after its deadline an operation is still being undone: then its subject rests, and the audit takes over. */
    static final Duration UNDO_LIMIT = Duration.ofHours(1);

    private final Env env;
    private final Operations operations;
    private final Replicas replicas;
    private final Map<String, Workflow<?, ?>> kinds = new LinkedHashMap<>();
    private Consumer<Pending> runner = pending -> {};

    public Workflows(Env env, Operations operations, Replicas replicas) {
        this.env = env;
        this.operations = operations;
        this.replicas = replicas;
    }

    /** Makes a kind of work known. Before the first operation begins. */
    public void register(Workflow<?, ?> workflow) {
        if (kinds.put(workflow.kind(), workflow) != null) {
            throw new IllegalStateException("two workflows of kind " + workflow.kind());
        }
    }

    /** Every kind of work that is known. */
    public Set<String> kinds() {
        return Collections.unmodifiableSet(kinds.keySet());
    }

    /** Every workflow that is known. */
    public Collection<Workflow<?, ?>> all() {
        return Collections.unmodifiableCollection(kinds.values());
    }

    Replicas replicas() {
        return replicas;
    }

    void runBy(Consumer<Pending> newRunner) {
        runner = newRunner;
    }

    /**
     * Writes a new operation, which runs once the transaction is committed.
     *
     * @param deadline from now: by then it is done, or undone with the reason
     * @param taken writes the subject as the operation has it, and tells the facts as they are then
     * @return what {@code taken} told
     */
    public <S extends Enum<S>, F extends Facts<F>> F begin(
            Tx tx,
            Workflow<S, F> workflow,
            Subject subject,
            ProjectId project,
            UserId user,
            String traceId,
            S first,
            String notes,
            Duration deadline,
            Function<Operation, F> taken) {
        long now = env.nowMicros();
        var operation = new Operation(
                        new OperationId(env.ids().next()),
                        workflow.kind(),
                        subject,
                        project,
                        user,
                        traceId,
                        first.name(),
                        0,
                        Optional.empty(),
                        notes,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        now + deadline.toNanos() / 1_000,
                        replicas.me(),
                        1,
                        now,
                        now,
                        Optional.empty())
                .at(first.name(), true, "", now);
        operations.begin(tx, operation);
        F facts = taken.apply(operation);
        Effect effect = workflow.decide(first, facts);
        var pending = new Pending(
                operation,
                effect instanceof Effect.Outside outside ? new Pending.Performance<>(workflow, outside, facts) : null);
        tx.afterCommit(() -> runner.accept(pending));
        // Perhaps it is there and its caller was never told: then it must not wait for anybody to ask again.
        tx.inDoubt(() -> runner.accept(new Pending(operation, null)));
        return facts;
    }

    /** A stronger request takes the subject over: what is open on it ends here, with what it did left for the taker to undo. */
    public void supersede(Tx tx, Subject subject, Failure why) {
        operations.openOn(tx, subject).ifPresent(open -> {
            Operation ended =
                    operations.replace(tx, open, open.failing(why).ended(Outcome.CANCELLED, "", env.nowMicros()));
            tx.afterCommit(() -> runner.accept(new Pending(ended, null)));
        });
    }

    @Override
    public Operation cancel(Tx tx, Operation open) {
        return cancel(tx, kind(open), open);
    }

    private <S extends Enum<S>, F extends Facts<F>> Operation cancel(Tx tx, Workflow<S, F> workflow, Operation open) {
        F facts = workflow.look(tx, open);
        return switch (workflow.callOff(Enum.valueOf(workflow.steps(), open.step()), facts)) {
            case CallOff.TooLate<S>(String why) ->
                throw new Problem.NotCancellable(open.id().toString(), why).raise();
            case CallOff.From<S>(S step) -> {
                Failure why = new Failure(Failure.CANCELLED, "The operation was cancelled.", "", false);
                // An effect that is being performed is overtaken; undoing waits in line behind it.
                yield look(tx, replace(tx, open, moved(open, new Next.Undo<>(step, why), facts.host())));
            }
        };
    }

    @Override
    public Operation retry(Tx tx, Operation open) {
        return look(tx, paused(open) ? replace(tx, open, open.hurried(env.nowMicros())) : open);
    }

    @Override
    public String waitsFor(Operation open) {
        var workflow = kinds.get(open.kind());
        if (open.attempt() > 0) {
            return "the next attempt at " + open.step();
        }
        return workflow == null ? open.step() : waitsFor(workflow, open);
    }

    private static <S extends Enum<S>, F extends Facts<F>> String waitsFor(Workflow<S, F> workflow, Operation open) {
        return workflow.waitsFor(Enum.valueOf(workflow.steps(), open.step()), open);
    }

    /** Whatever it waits for, it is looked at once this is committed. */
    private Operation look(Tx tx, Operation operation) {
        Runnable look = () -> runner.accept(new Pending(operation.hurried(operation.updatedAt()), null));
        tx.afterCommit(look);
        tx.inDoubt(look);
        return operation;
    }

    /** Something about the subject was written: its open operation goes on if that is what it waited for. */
    public void signal(Tx tx, Subject subject) {
        operations.openOn(tx, subject).ifPresent(open -> {
            Pending pending = resume(tx, open);
            if (pending.operation().generation() != open.generation()) {
                tx.afterCommit(() -> runner.accept(pending));
                tx.inDoubt(() -> runner.accept(new Pending(open, null)));
            }
        });
    }

    /** Where an operation stands now, moved on as far as rows alone allow. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    Pending resume(Tx tx, Operation operation) {
        return resume(tx, (Workflow) kind(operation), operation);
    }

    private <S extends Enum<S>, F extends Facts<F>> Pending resume(Tx tx, Workflow<S, F> workflow, Operation seen) {
        if (undoneInVain(seen)) {
            LOG.error(
                    "operation {} of kind {} could not be undone: it is given up at {}",
                    seen.id(),
                    seen.kind(),
                    seen.step());
            return new Pending(abandon(tx, workflow, seen, seen.failure().orElseThrow()), null);
        }
        return settle(tx, workflow, seen, workflow.look(tx, seen), false);
    }

    /**
     * Records the answer to an effect from the facts that it was decided from, and moves on as far as rows alone allow.
     * A race is lost where these are not the facts any more.
     */
    <S extends Enum<S>, F extends Facts<F>> Pending record(Tx tx, Pending.Performance<S, F> performed, Answer answer) {
        F known = performed.facts();
        return settle(tx, performed.workflow(), known.operation(), take(tx, performed.workflow(), known, answer), true);
    }

    /**
     * Records the answer to an effect from the facts as they are now, and moves on as far as rows alone allow.
     *
     * @param seen as it was when the effect was decided, in an earlier transaction
     * @throws Overtaken when it was written since: running again would not help
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    Pending record(Tx tx, Operation seen, Answer answer) {
        try {
            return record(tx, (Workflow) kind(seen), seen, answer);
        } catch (LostRace lost) {
            throw lost.about(Operations.KIND, seen.id().toString()) ? new Overtaken(seen) : lost;
        }
    }

    private <S extends Enum<S>, F extends Facts<F>> Pending record(
            Tx tx, Workflow<S, F> workflow, Operation seen, Answer answer) {
        F facts = take(tx, workflow, workflow.look(tx, seen), answer);
        return settle(tx, workflow, seen, facts, true);
    }

    /** The deadline passed and a bug keeps the operation from being undone: it ends, and its subject is let go. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    void abandon(Tx tx, Operation seen, Failure why) {
        abandon(tx, (Workflow) kind(seen), seen, why);
    }

    private <S extends Enum<S>, F extends Facts<F>> Operation abandon(
            Tx tx, Workflow<S, F> workflow, Operation seen, Failure why) {
        F facts = workflow.look(tx, seen);
        workflow.abandon(tx, facts, why);
        return operations.replace(tx, seen, seen.failing(why).ended(Outcome.FAILED, facts.host(), env.nowMicros()));
    }

    private <S extends Enum<S>, F extends Facts<F>> Pending settle(
            Tx tx, Workflow<S, F> workflow, Operation seen, F start, boolean startMoved) {
        F facts = start;
        boolean moved = startMoved;
        for (int i = 0; i < MAX_STEPS_PER_COMMIT; i++) {
            Operation operation = facts.operation();
            if (!operation.open()) {
                return new Pending(replace(tx, seen, operation), null);
            }
            S step = Enum.valueOf(workflow.steps(), operation.step());
            switch (paused(operation) ? waiting(operation) : workflow.decide(step, facts)) {
                case Effect.Rows rows -> {
                    facts = take(tx, workflow, facts, new Answer.Done());
                    moved = true;
                }
                case Effect.Fail(Failure why) -> {
                    facts = take(tx, workflow, facts, new Answer.Failed(why));
                    moved = true;
                }
                case Effect.Await await -> {
                    long until = Guard.DEADLINE.stands()
                            ? Math.min(await.untilMicros(), lastChance(operation))
                            : Long.MAX_VALUE;
                    if (until <= env.nowMicros()) {
                        facts = take(tx, workflow, facts, new Answer.Late());
                        moved = true;
                    } else if (moved || operation.wakeAt().isEmpty()) {
                        Operation waiting = operation.waiting(until, env.nowMicros());
                        return new Pending(replace(tx, seen, waiting), null);
                    } else {
                        return new Pending(operation, null);
                    }
                }
                case Effect.Outside outside -> {
                    Operation now = moved ? replace(tx, seen, operation) : operation;
                    return new Pending(now, new Pending.Performance<>(workflow, outside, facts.with(now)));
                }
            }
        }
        throw new IllegalStateException(
                "operation " + seen.id() + " of kind " + seen.kind() + " runs in a circle at " + seen.step());
    }

    /** Who moves an operation drives it from then on. */
    private Operation replace(Tx tx, Operation seen, Operation next) {
        return operations.replace(tx, seen, next.ownedBy(replicas.me()));
    }

    /** Whether it waits for the time of its next attempt. */
    private boolean paused(Operation operation) {
        return operation.attempt() > 0
                && operation.wakeAt().isPresent()
                && operation.wakeAt().get() > env.nowMicros();
    }

    private static Effect waiting(Operation operation) {
        return new Effect.Await(operation.wakeAt().orElseThrow());
    }

    /** Whether a step back has failed again and again, and for so long that nobody may wait for it any more. */
    private boolean undoneInVain(Operation operation) {
        return operation.failure().isPresent()
                && operation.attempt() > 0
                && operation.deadline() + UNDO_LIMIT.toNanos() / 1_000 <= env.nowMicros();
    }

    /** While it still goes forward, an operation waits no longer than its own deadline. */
    private static long lastChance(Operation operation) {
        return operation.failure().isPresent() ? Long.MAX_VALUE : operation.deadline();
    }

    private <S extends Enum<S>, F extends Facts<F>> F take(Tx tx, Workflow<S, F> workflow, F facts, Answer answer) {
        S step = Enum.valueOf(workflow.steps(), facts.operation().step());
        Next<S> next = workflow.after(step, facts, answer);
        F recorded = workflow.record(tx, step, facts, answer, next);
        // A step that leaves its host was still taken there.
        String host = recorded.host().isEmpty() ? facts.host() : recorded.host();
        return recorded.with(moved(recorded.operation(), next, host));
    }

    private <S extends Enum<S>> Operation moved(Operation operation, Next<S> next, String host) {
        long now = env.nowMicros();
        return switch (next) {
            case Next.To<S>(S step) -> operation.at(step.name(), true, host, now);
            case Next.Again<S>(Duration pause) -> operation.again(now + pause.toNanos() / 1_000, now);
            case Next.Undo<S>(S step, Failure why) ->
                operation.failing(operation.failure().orElse(why)).at(step.name(), false, host, now);
            case Next.Anew<S>(S step) ->
                operation.at(step.name(), true, host, now).recovered();
            case Next.End<S>() ->
                operation.ended(operation.failure().isPresent() ? Outcome.FAILED : Outcome.SUCCEEDED, host, now);
        };
    }

    private Workflow<?, ?> kind(Operation operation) {
        var workflow = kinds.get(operation.kind());
        if (workflow == null) {
            throw new IllegalStateException("operation " + operation.id() + ": unknown kind " + operation.kind());
        }
        return workflow;
    }
}
