package kilonova.control.store;

import static kilonova.control.store.tables.Tables.REVISION;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one door to SQL. */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    /** Transactions that wait for a lane before a new one is refused. */
    static final int MAX_WAITING = 10_000;
    /** Of these, one tenant's that are not accepted yet. */
    static final int MAX_SHARE = 2_000;
    /** Transactions that share one commit, at most. */
    private static final int MAX_GROUP = 256;

    /** Changes of other replicas that are read at once. */
    private static final int MAX_CATCH_UP = 1_000;
    /** How long changes of other replicas go unnoticed, at most: when nobody told of them. */
    public static final Duration CATCH_UP_EVERY = Duration.ofSeconds(1);

    /** How long a lane waits for work before it looks whether the database was closed. */
    private static final Duration LOOK_UP_EVERY = Duration.ofMillis(100);

    private final Connections connections;
    private final ChangeFeed feed;
    private final LongAdder begun = new LongAdder();
    private final FairQueue<LaneJob<?>> waiting = new FairQueue<>(MAX_WAITING, MAX_SHARE);
    private final List<Thread> drivers = new ArrayList<>();
    private final List<WriteLane> lanes = new ArrayList<>();
    /** For what must not wait in line. Guarded by itself. */
    private final WriteLane ahead;

    private final Fence fence;
    private final boolean inline;
    private final boolean shared;
    /** Holds a permit when there may be something to catch up with. */
    private final Semaphore roused = new Semaphore(0);

    private volatile Runnable rouse = roused::release;

    private volatile boolean closed;
    private volatile boolean stopped;

    private Database(Connections connections, Env env, CommitProbe probe, boolean inline, boolean shared) {
        this.connections = connections;
        this.inline = inline;
        this.shared = shared;
        this.feed = new ChangeFeed(connections.read(sql -> latest(sql)), this::rouse);
        this.fence = new Fence(connections.read(Fence::read));
        int count = inline ? 1 : connections.dialect().lanes();
        for (int i = 0; i < count; i++) {
            lanes.add(lane(env, probe));
        }
        this.ahead = inline ? lanes.getFirst() : lane(env, probe);
    }

    private WriteLane lane(Env env, CommitProbe probe) {
        return new WriteLane(connections.writer(), env::nowMicros, fence, probe, feed::committed);
    }

    /** Opens and migrates the database; transactions run on its own write lanes. */
    public static Database open(DatabaseSettings settings, Env env) {
        return open(settings, env, CATCH_UP_EVERY);
    }

    /** @param looksEvery how long changes of other processes go unnoticed, at most */
    static Database open(DatabaseSettings settings, Env env, Duration looksEvery) {
        return running(Connections.open(settings), env, looksEvery);
    }

    /**
     * The same for the database of one cloud, whose mark it carries from then on.
     *
     * @param cloud its id
     * @throws IllegalStateException when it carries another's; then nothing was written
     */
    public static Database open(DatabaseSettings settings, String cloud, Env env) {
        return running(Connections.open(settings, Optional.of(cloud)), env, CATCH_UP_EVERY);
    }

    private static Database running(Connections connections, Env env, Duration looksEvery) {
        boolean shared = connections.dialect() != Dialect.SQLITE;
        var database = new Database(connections, env, CommitProbe.NONE, false, shared);
        for (WriteLane lane : database.lanes) {
            int number = database.drivers.size();
            database.drivers.add(Thread.ofPlatform()
                    .name("write-lane-" + number)
                    .daemon(true)
                    .start(() -> database.drive(lane)));
        }
        if (database.shared()) {
            database.drivers.add(
                    Thread.ofPlatform().name("change-feed").daemon(true).start(() -> database.follow(looksEvery)));
        }
        return database;
    }

    /** The same, run to completion on the caller's thread: for the simulator, which decides who is next. */
    public static Database inline(DatabaseSettings settings, Env env, CommitProbe probe) {
        return new Database(Connections.open(settings), env, probe, true, false);
    }

    /**
     * The same on a copy of another: migrating once serves many.
     *
     * @param shared whether other processes are to use it too, by {@link #another}
     */
    public static Database inline(DatabaseImage image, Env env, CommitProbe probe, boolean shared) {
        return new Database(Connections.of(image), env, probe, true, shared);
    }

    /** All that is committed, for {@link #inline(DatabaseImage, Env, CommitProbe, boolean)}. Of a database in memory only. */
    public DatabaseImage image() {
        return connections.image();
    }

    /**
     * What another process finds, beside this one or after it died: the same committed rows, nobody listening. For the
     * simulator, on an inline database, whose rows are gone once any of them is closed.
     */
    public Database another(Env env, CommitProbe probe) {
        return new Database(connections, env, probe, true, shared);
    }

    /**
     * Runs the body in one transaction and answers when it is durable. The body may run more than once: it has no other
     * side effect. What it throws rolls it back, and is thrown here.
     */
    public <T> T write(Function<Tx, T> body) {
        begun.increment();
        var job = new LaneJob<T>(body);
        if (inline) {
            lanes.getFirst().run(List.of(job));
        } else if (refused(job)) {
            throw overloaded();
        }
        return answer(job);
    }

    /** The same in a commit of its own, before whatever waits: for leases, which no load may delay. */
    public <T> T writeAhead(Function<Tx, T> body) {
        begun.increment();
        var job = new LaneJob<T>(body);
        synchronized (ahead) {
            ahead.run(List.of(job));
        }
        return answer(job);
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

    /**
     * Runs the bodies, each a transaction of its own, side by side in as few commits as can be.
     *
     * @throws RuntimeException the first failure, once all have ended
     */
    public void writeEach(List<? extends Function<Tx, ?>> bodies) {
        if (inline) {
            bodies.forEach(this::write);
            return;
        }
        var jobs = new ArrayList<LaneJob<?>>(bodies.size());
        begun.add(bodies.size());
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

    /** Transactions that wait for a lane. */
    int waiting() {
        return waiting.size();
    }

    private static ProblemException overloaded() {
        return new Problem.Unavailable("The control plane is overloaded: try again in a moment.", Duration.ofSeconds(1))
                .raise();
    }

    /** Reads from what is committed. Do not write here. */
    public <T> T read(Function<Tx, T> body) {
        begun.increment();
        return connections.read(sql -> body.apply(new Tx(sql)));
    }

    /** How many transactions were begun here, those that only read among them. What begins none costs no statement. */
    public long transactions() {
        return begun.sum();
    }

    public ChangeFeed feed() {
        return feed;
    }

    /** Another process says that the log reaches to there: what is new is read soon, once for many such words. */
    public void grew(long revision) {
        if (revision > feed.delivered()) {
            rouse();
        }
    }

    private void rouse() {
        rouse.run();
    }

    /**
     * For the simulator, whose databases have no thread that looks: what to do when there is something to {@link #catchUp}
     * with. It must not do so itself.
     */
    public void onRoused(Runnable soon) {
        rouse = soon;
    }

    /**
     * Delivers to the change feed what other replicas committed. A tick: a thread calls it when another tells that there is
     * something, and again and again where several replicas can share a database.
     */
    public void catchUp() {
        feed.makeGood();
        boolean more = true;
        while (more) {
            long from = feed.delivered();
            List<Committed> news = read(tx -> ChangeLog.after(tx, from, MAX_CATCH_UP));
            if (!news.isEmpty()) {
                if (news.getFirst().revision() > from + 1 && feed.delivered() == from) {
                    feed.missed(news.getFirst().revision() - 1);
                }
                feed.publish(news);
            }
            more = news.size() == MAX_CATCH_UP;
        }
    }

    /**
     * Once somebody was shut out, no commit of this process is kept unless the predicate still says that it belongs here.
     * A commit that changes nothing in the change log is not asked.
     */
    public void admit(Predicate<Tx> member) {
        fence.admit(member);
    }

    /** Makes every process ask, before its next commit, whether it may still write: part of the transaction that shuts one out. */
    public static void raiseFence(Tx tx) {
        Fence.raise(tx);
    }

    /** Whether other processes can use the same database. A file of SQLite has one at a time. */
    public boolean shared() {
        return shared;
    }

    public Dialect dialect() {
        return connections.dialect();
    }

    /** The newest revision that is visible to this transaction. */
    public static long revision(Tx tx) {
        return latest(tx.sql());
    }

    private static long latest(DSLContext sql) {
        return sql.select(REVISION.LATEST).from(REVISION).fetchSingle(REVISION.LATEST);
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

    private void follow(Duration looksEvery) {
        while (!closed) {
            try {
                var unused = roused.tryAcquire(looksEvery.toMillis(), TimeUnit.MILLISECONDS);
                roused.drainPermits();
                catchUp();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException away) {
                LOG.warn("following the change log: {}", away.getMessage());
            }
        }
    }

    /** Ends after what waits is written. */
    @Override
    public void close() {
        closed = true;
        rouse();
        for (Thread driver : drivers) {
            try {
                driver.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
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
        connections.close();
    }
}
