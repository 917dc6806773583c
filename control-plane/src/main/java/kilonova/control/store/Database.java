package kilonova.control.store;

import static kilonova.control.store.tables.Tables.REVISION;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import kilonova.kernel.Env;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one door to SQL. */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    /** Changes of other replicas that are read at once. */
    private static final int MAX_CATCH_UP = 1_000;
    /** How long changes of other replicas go unnoticed, at most: when nobody told of them. */
    public static final Duration CATCH_UP_EVERY = Duration.ofSeconds(1);

    private final Connections connections;
    private final ChangeFeed feed;
    private final LongAdder begun = new LongAdder();
    private final WriteLanes lanes;
    private final List<Thread> followers = new ArrayList<>();
    private final Fence fence;
    private final boolean shared;
    /** Holds a permit when there may be something to catch up with. */
    private final Semaphore roused = new Semaphore(0);

    private volatile Runnable rouse = roused::release;

    private volatile boolean closed;

    private Database(Connections connections, Env env, CommitProbe probe, boolean inline, boolean shared) {
        this.connections = connections;
        this.shared = shared;
        this.feed = new ChangeFeed(connections.read(sql -> latest(sql)), this::rouse);
        this.fence = new Fence(connections.read(Fence::read));
        Supplier<WriteLane> lane =
                () -> new WriteLane(connections.writer(), env::nowMicros, fence, probe, feed::committed);
        this.lanes = inline
                ? WriteLanes.inline(lane)
                : WriteLanes.driven(lane, connections.dialect().lanes());
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
        if (database.shared()) {
            database.followers.add(
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
        return lanes.run(body);
    }

    /** The same in a commit of its own, before whatever waits: for leases, which no load may delay. */
    public <T> T writeAhead(Function<Tx, T> body) {
        begun.increment();
        return lanes.runAhead(body);
    }

    /**
     * Runs the bodies, each a transaction of its own, side by side in as few commits as can be.
     *
     * @throws RuntimeException the first failure, once all have ended
     */
    public void writeEach(List<? extends Function<Tx, ?>> bodies) {
        begun.add(bodies.size());
        lanes.runEach(bodies);
    }

    /** Transactions that wait for a lane. */
    int waiting() {
        return lanes.waiting();
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
        lanes.close();
        for (Thread follower : followers) {
            WriteLanes.await(follower);
        }
        connections.close();
    }
}
