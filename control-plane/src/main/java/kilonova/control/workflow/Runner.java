package kilonova.control.workflow;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import kilonova.control.guard.Guard;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.operation.OperationId;
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
    /** Operations of its own that one sweep takes up. */
    private static final int MAX_SWEEP = 1_000;

    private static final int ORPHANS_PER_COMMIT = 100;
    /** Ticks under way at once: more would crowd requests out of the line of transactions. */
    private static final int MAX_AT_ONCE = 4_000;
    /** How long a step is left alone whose answer no longer fitted: what it was decided from has to hear of that first. */
    private static final Duration SECOND_THOUGHT = Duration.ofMillis(10);

    private final Env env;
    private final Database database;
    private final Operations operations;
    private final Workflows workflows;
    private final Replicas replicas;
    private final Timers timers = new Timers();
    private final Lines lines = new Lines();
    private final Semaphore turns = new Semaphore(MAX_AT_ONCE);
    private final ConcurrentLinkedQueue<Pending> ready = new ConcurrentLinkedQueue<>();
    private volatile Optional<ExecutorService> threads = Optional.empty();
    /** Operations that a bug keeps from moving, of whom that was told. */
    private final Set<OperationId> failing = ConcurrentHashMap.newKeySet();

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

    /** Production: runs on threads of its own from here on. Before the first operation begins. */
    public void start() {
        threads = Optional.of(Executors.newVirtualThreadPerTaskExecutor());
        Thread.ofPlatform().name("workflow-timers").daemon(true).start(this::keepTime);
        for (Pending early = ready.poll(); early != null; early = ready.poll()) {
            offer(early);
        }
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
        List<Operation> mine = database.read(tx -> operations.leftAlone(tx, me, sinceMicros, limit)).stream()
                .filter(each -> !lines.holds(each.subject()))
                .toList();
        mine.forEach(operation -> accept(new Pending(operation, null)));
        return mine.size() + takeOver(me);
    }

    /** All that nobody lives to drive, however much it is: none waits for the next sweep. */
    private int takeOver(Owner me) {
        Set<String> others = replicas.others();
        int all = 0;
        Optional<Operation> last = Optional.empty();
        List<Operation> page;
        do {
            Optional<Operation> after = last;
            page = database.read(tx -> operations.orphans(tx, me, others, after, ORPHANS_PER_COMMIT));
            if (page.isEmpty()) {
                break;
            }
            List<Operation> found = page;
            List<Operation> taken = database.write(tx -> found.stream()
                    .filter(orphan -> replicas.gone(tx, orphan.owner()))
                    .flatMap(orphan -> operations.take(tx, orphan, me).stream())
                    .toList());
            taken.forEach(operation -> accept(new Pending(operation, null)));
            all += taken.size();
            last = Optional.of(page.getLast());
        } while (page.size() == ORPHANS_PER_COMMIT);
        return all;
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
            threads.get().execute(() -> runInTurn(pending));
        } else {
            ready.add(pending);
        }
    }

    private void runInTurn(Pending pending) {
        turns.acquireUninterruptibly();
        try {
            run(pending);
        } finally {
            turns.release();
        }
    }

    /** One tick of one operation, then the next in line on its subject. */
    private void run(Pending pending) {
        Optional<Pending> left = Optional.empty();
        try {
            left = Tenant.served(pending.operation().project().value(), () -> step(pending));
            failing.remove(pending.operation().id());
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
        if (!Passing.is(failed) && failing.add(operation.id())) {
            LOG.error("operation {} of kind {} cannot go on, and rests", operation.id(), operation.kind(), failed);
        } else {
            LOG.warn("operation {} rests: {}", operation.id(), failed.toString());
            LOG.debug("why", failed);
        }
        if (env.nowMicros() < operation.deadline() || Passing.is(failed) || !abandoned(operation, failed)) {
            timers.remind(env.nowMicros() + REST.toNanos() / 1_000, operation);
        } else {
            failing.remove(operation.id());
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

    /** @return what there is to do next; empty when the operation is looked at again by itself */
    private Optional<Pending> step(Pending pending) {
        Pending now = pending.step() != null ? pending : look(pending.operation());
        if (now.step() == null) {
            return Optional.of(now);
        }
        Answer answer = perform(now.step());
        try {
            return Optional.of(record(now.step(), answer));
        } catch (Reconsider moved) {
            now.step().forgo();
            return reconsidered(now.step(), moved);
        } catch (RuntimeException unrecorded) {
            now.step().forgo();
            throw unrecorded;
        }
    }

    /** What never comes to fit is late one day, like what never comes. */
    private Optional<Pending> reconsidered(Pending.Performance<?, ?> performed, Reconsider moved) {
        Operation operation = performed.facts().operation();
        LOG.debug("operation {}: {}", operation.id(), moved.getMessage());
        long now = env.nowMicros();
        if (operation.failure().isEmpty() && operation.deadline() <= now) {
            return Optional.of(record(performed, new Answer.Late()));
        }
        timers.remind(now + SECOND_THOUGHT.toNanos() / 1_000, operation);
        return Optional.empty();
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
            } catch (RuntimeException | Error bug) {
                // Whatever waits for a time would wait for ever.
                LOG.error("reminding operations failed", bug);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.ifPresent(ExecutorService::shutdown);
    }
}
