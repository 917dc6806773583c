package kilonova.control.workflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import kilonova.control.guard.Guard;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.operation.Operations;
import kilonova.control.operation.Outcome;
import kilonova.control.replica.Owner;
import kilonova.control.replica.Replicas;
import kilonova.control.store.Database;
import kilonova.control.store.Passing;
import kilonova.control.store.Tenant;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives operations: performs what was decided, records what came of it. {@link #tick} does one of that; in production
 * virtual threads call it as soon as there is something to do, in simulation the seed decides who is next.
 */
public final class Runner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
    /** How long a tick that could not be recorded is left alone. */
    private static final Duration REST = Duration.ofSeconds(1);
    /** How often operations adrift are looked for, and how long one is left alone before it counts as such. */
    public static final Duration SWEEP = Duration.ofSeconds(5);
    /** Operations that one sweep takes up. */
    private static final int MAX_SWEEP = 1_000;

    private static final int ORPHANS_PER_COMMIT = 100;

    private final Env env;
    private final Database database;
    private final Operations operations;
    private final Workflows workflows;
    private final Replicas replicas;
    private final Timers timers = new Timers();
    private final Lines lines = new Lines();
    private final ConcurrentLinkedQueue<Pending> ready = new ConcurrentLinkedQueue<>();
    private Optional<ExecutorService> threads = Optional.empty();
    private volatile boolean closed;

    public Runner(Env env, Database database, Operations operations, Workflows workflows) {
        this.env = env;
        this.database = database;
        this.operations = operations;
        this.workflows = workflows;
        this.replicas = workflows.replicas();
        workflows.runBy(this::accept);
    }

    /** Every kind of work that it can drive. */
    public Set<String> kinds() {
        return workflows.kinds();
    }

    /** Production: runs on threads of its own from here on, beginning with what an earlier process left open. */
    public void start() {
        threads = Optional.of(Executors.newVirtualThreadPerTaskExecutor());
        Thread.ofPlatform().name("workflow-timers").daemon(true).start(this::keepTime);
        resumeAll();
    }

    /** Takes up every open operation that an earlier life of this process left, or that nobody lives to drive. */
    public void resumeAll() {
        int resumed = takeUp(Long.MAX_VALUE, Integer.MAX_VALUE);
        if (resumed > 0) {
            LOG.info("resumed {} open operations", resumed);
        }
    }

    /**
     * Finds open operations that nobody drives, because their replica is gone or a wake was lost, and drives them. A
     * fallback, called every {@link #SWEEP}: one read, and a write only for what is taken from a dead replica.
     */
    public void sweep() {
        int found = takeUp(env.nowMicros() - SWEEP.toNanos() / 1_000, MAX_SWEEP);
        if (found > 0) {
            LOG.info("{} open operations were adrift", found);
        }
    }

    private int takeUp(long sinceMicros, int limit) {
        if (!Guard.TAKEN_UP.stands()) {
            return 0;
        }
        Owner me = replicas.me();
        List<Operation> adrift = database.read(tx -> operations.adrift(tx, me, replicas.others(), sinceMicros, limit));
        var mine = new ArrayList<Operation>();
        var orphans = new ArrayList<Operation>();
        for (Operation each : adrift) {
            if (!each.owner().replica().equals(me.replica())) {
                orphans.add(each);
            } else if (!lines.holds(each.subject())) {
                mine.add(each);
            }
        }
        for (int from = 0; from < orphans.size(); from += ORPHANS_PER_COMMIT) {
            List<Operation> some = orphans.subList(from, Math.min(orphans.size(), from + ORPHANS_PER_COMMIT));
            mine.addAll(database.write(tx -> some.stream()
                    .flatMap(orphan -> operations.take(tx, orphan, me).stream())
                    .toList()));
        }
        mine.forEach(operation -> accept(new Pending(operation, null)));
        return mine.size();
    }

    /** Does one thing. @return false when there is nothing to do at this time */
    public boolean tick() {
        timers.due(env.nowMicros()).forEach(due -> accept(new Pending(due, null)));
        Pending next = ready.poll();
        if (next == null) {
            return false;
        }
        run(next);
        return true;
    }

    private void accept(Pending pending) {
        timers.forget(pending.operation().id());
        if (closed || !pending.operation().open()) {
            return;
        }
        if (pending.step() == null
                && pending.operation().wakeAt().isPresent()
                && pending.operation().wakeAt().get() > env.nowMicros()) {
            timers.remind(pending.operation().wakeAt().get(), pending.operation());
            return;
        }
        if (lines.enter(pending)) {
            offer(pending);
        }
    }

    private void offer(Pending pending) {
        if (threads.isPresent()) {
            threads.get().execute(() -> run(pending));
        } else {
            ready.add(pending);
        }
    }

    /** One tick of one operation, then the next in line on its subject. */
    private void run(Pending pending) {
        Optional<Pending> left = Optional.empty();
        try {
            left = Optional.of(Tenant.served(pending.operation().project().value(), () -> step(pending)));
        } catch (RuntimeException failed) {
            if (failed instanceof Overtaken) {
                LOG.debug("{}", failed.getMessage());
            } else if (!closed) {
                rest(pending.operation(), failed);
            }
        } finally {
            lines.leave(pending.operation().subject()).ifPresent(this::offer);
        }
        left.ifPresent(this::accept);
    }

    /** What could not be recorded is tried again; a bug, until the deadline. */
    private void rest(Operation operation, RuntimeException failed) {
        LOG.warn("operation {} rests: {}", operation.id(), failed.toString());
        LOG.debug("why", failed);
        if (env.nowMicros() < operation.deadline() || Passing.is(failed) || !abandoned(operation, failed)) {
            timers.remind(env.nowMicros() + REST.toNanos() / 1_000, operation);
        }
    }

    /** Ends an operation that would fail for ever. @return false when that failed too */
    private boolean abandoned(Operation known, RuntimeException bug) {
        String incident = env.ids().next().toString();
        LOG.error("incident {}: operation {} of kind {} is given up", incident, known.id(), known.kind(), bug);
        try {
            return database.write(tx -> {
                operations
                        .find(tx, known.id())
                        .filter(Operation::open)
                        .filter(this::ours)
                        .ifPresent(open -> workflows.abandon(tx, open, Incident.failure(incident)));
                return true;
            });
        } catch (RuntimeException again) {
            LOG.warn("operation {} cannot be given up: {}", known.id(), again.toString());
            return false;
        }
    }

    private Pending step(Pending pending) {
        Pending now = pending.step() != null ? pending : look(pending.operation());
        if (now.step() == null) {
            return now;
        }
        Answer answer = perform(now.step());
        try {
            return record(now.step(), answer);
        } catch (Reconsider moved) {
            now.step().forgo();
            LOG.debug("operation {}: {}", now.operation().id(), moved.getMessage());
            return new Pending(now.operation(), null);
        } catch (RuntimeException unrecorded) {
            now.step().forgo();
            throw unrecorded;
        }
    }

    /** As a rule nothing moved meanwhile: what was known is read again only for a second attempt. */
    private Pending record(Pending.Performance<?, ?> performed, Answer answer) {
        var first = new AtomicBoolean(true);
        return database.write(tx -> first.getAndSet(false)
                ? workflows.record(tx, performed, answer)
                : workflows.record(tx, performed.facts().operation(), answer));
    }

    /** Reads where the operation stands; writes only if rows alone move it on. */
    private Pending look(Operation known) {
        return database.write(tx -> operations
                .find(tx, known.id())
                .filter(Operation::open)
                .filter(this::ours)
                .map(operation -> workflows.resume(tx, operation))
                .orElseGet(() -> new Pending(known.ended(Outcome.CANCELLED, "", 0), null)));
    }

    /** Another replica that moved it on drives it now. */
    private boolean ours(Operation operation) {
        return operation.owner().replica().equals(replicas.me().replica());
    }

    private Answer perform(Pending.Performance<?, ?> performance) {
        if (!replicas.held()) {
            throw new Problem.Unavailable("The lease of this replica is over.", REST).raise();
        }
        try {
            return performance.perform();
        } catch (ProblemException known) {
            return new Answer.Failed(Failure.of(known.problem()));
        } catch (RuntimeException bug) {
            String incident = env.ids().next().toString();
            LOG.error(
                    "incident {}: an effect failed: {}",
                    incident,
                    performance.effect().getClass().getSimpleName(),
                    bug);
            return new Answer.Failed(Incident.failure(incident));
        }
    }

    private void keepTime() {
        while (!closed) {
            try {
                timers.await(env.nowMicros());
                timers.due(env.nowMicros()).forEach(due -> accept(new Pending(due, null)));
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.ifPresent(ExecutorService::shutdown);
    }
}
