package kilonova.control.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lanes of a database, the threads that drive them, and the line in front of them, in which tenants take turns. */
final class WriteLanes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteLanes.class);
    /** Transactions that wait for a lane before a new one is refused. */
    static final int MAX_WAITING = 10_000;
    /** Of these, one tenant's that are not accepted yet. */
    static final int MAX_SHARE = 2_000;
    /** Transactions that share one commit, at most. */
    private static final int MAX_GROUP = 256;
    /** How long a lane waits for work before it looks whether the database was closed. */
    private static final Duration LOOK_UP_EVERY = Duration.ofMillis(100);

    private final FairQueue<LaneJob<?>> waiting = new FairQueue<>(MAX_WAITING, MAX_SHARE);
    private final List<Thread> drivers = new ArrayList<>();
    private final List<WriteLane> lanes = new ArrayList<>();
    /** For what must not wait in line. Guarded by itself. */
    private final WriteLane ahead;

    /** Whether the caller's own thread runs what it writes. */
    private final boolean inline;

    private volatile boolean closed;
    private volatile boolean stopped;

    private WriteLanes(WriteLane ahead, boolean inline) {
        this.ahead = ahead;
        this.inline = inline;
    }

    /** One lane, driven by whoever writes. */
    static WriteLanes inline(Supplier<WriteLane> lane) {
        return new WriteLanes(lane.get(), true);
    }

    /** So many lanes, each with a thread of its own. */
    static WriteLanes driven(Supplier<WriteLane> lane, int count) {
        var lanes = new WriteLanes(lane.get(), false);
        for (int i = 0; i < count; i++) {
            lanes.lanes.add(lane.get());
        }
        for (WriteLane each : lanes.lanes) {
            lanes.drivers.add(Thread.ofPlatform()
                    .name("write-lane-" + lanes.drivers.size())
                    .daemon(true)
                    .start(() -> lanes.drive(each)));
        }
        return lanes;
    }

    /** @throws ProblemException Unavailable or Throttled when too many wait; else what the body throws */
    <T> T run(Function<Tx, T> body) {
        if (inline) {
            return runAhead(body);
        }
        var job = new LaneJob<T>(body);
        if (refused(job)) {
            throw overloaded();
        }
        return answer(job);
    }

    /** Before whatever waits, in a commit of its own. */
    <T> T runAhead(Function<Tx, T> body) {
        var job = new LaneJob<T>(body);
        synchronized (ahead) {
            ahead.run(List.of(job));
        }
        return answer(job);
    }

    /** @throws RuntimeException the first failure, once all have ended */
    void runEach(List<? extends Function<Tx, ?>> bodies) {
        if (inline) {
            bodies.forEach(this::run);
            return;
        }
        var jobs = new ArrayList<LaneJob<?>>(bodies.size());
        Optional<RuntimeException> first = Optional.empty();
        for (Function<Tx, ?> body : bodies) {
            var job = new LaneJob<>(body);
            Optional<RuntimeException> refusal = refusal(job);
            if (refusal.isPresent()) {
                first = refusal;
                break;
            }
            jobs.add(job);
        }
        for (LaneJob<?> job : jobs) {
            try {
                answer(job);
            } catch (RuntimeException failed) {
                first = first.or(() -> Optional.of(failed));
            }
        }
        if (first.isPresent()) {
            throw first.get();
        }
    }

    /** Transactions that wait for a lane. */
    int waiting() {
        return waiting.size();
    }

    private static <T> T answer(LaneJob<T> job) {
        try {
            return job.answer().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof Error bug) {
                throw bug;
            }
            throw failed.getCause() instanceof RuntimeException known ? known : failed;
        }
    }

    private Optional<RuntimeException> refusal(LaneJob<?> job) {
        try {
            return refused(job) ? Optional.of(overloaded()) : Optional.empty();
        } catch (ProblemException share) {
            return Optional.of(share);
        }
    }

    /** @throws ProblemException Throttled when the tenant has its share waiting */
    private boolean refused(LaneJob<?> job) {
        if (closed) {
            return true;
        }
        return switch (waiting.offer(Tenant.current(), job)) {
            case TAKEN -> stopped && waiting.remove(job);
            case FULL -> true;
            case SHARE_USED ->
                throw new Problem.Throttled(
                                "The project has " + MAX_SHARE + " requests waiting: try again in a moment.",
                                Duration.ofSeconds(1))
                        .raise();
        };
    }

    private static ProblemException overloaded() {
        return new Problem.Unavailable("The control plane is overloaded: try again in a moment.", Duration.ofSeconds(1))
                .raise();
    }

    private void drive(WriteLane lane) {
        var group = new ArrayList<LaneJob<?>>(MAX_GROUP);
        while (!closed || !waiting.isEmpty()) {
            try {
                Optional<LaneJob<?>> first = waiting.poll(LOOK_UP_EVERY);
                if (first.isEmpty()) {
                    continue;
                }
                group.add(first.get());
                waiting.drainTo(group, MAX_GROUP - 1);
                lane.run(List.copyOf(group));
                group.clear();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error bug) {
                // Without its lane nothing is written any more.
                LOG.error("a write lane failed", bug);
                for (LaneJob<?> job : group) {
                    job.failed(bug);
                    job.settle();
                }
                group.clear();
            }
        }
    }

    /** Ends after what waits is written. */
    @Override
    public void close() {
        closed = true;
        drivers.forEach(WriteLanes::await);
        stopped = true;
        var left = new ArrayList<LaneJob<?>>();
        waiting.drainTo(left, MAX_WAITING);
        for (LaneJob<?> job : left) {
            job.failed(overloaded());
            job.settle();
        }
        lanes.forEach(WriteLane::close);
        synchronized (ahead) {
            ahead.close();
        }
    }

    /** Until the thread has ended, within reason. */
    static void await(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
