package kilonova.control.watch;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import kilonova.control.identity.UserId;
import kilonova.control.store.Database;
import kilonova.kernel.Problem;

/** Opens watches. */
public final class Watches {
    /** After about so long without news a watcher is told how far it has seen. */
    public static final Duration BOOKMARKS = Duration.ofSeconds(10);

    private final Database database;
    private final Executor threads;
    /** Open at the same time, of one user; each costs a read for every page of news. */
    static final int MAX_PER_USER = 100;
    /** Open at the same time, of all. */
    static final int MAX_OPEN = 10_000;

    /** By number: in the order in which they were opened. */
    private final Map<Long, Open> open = new ConcurrentSkipListMap<>();
    /** Watches of each user who has any. */
    private final Map<UserId, Integer> counts = new ConcurrentHashMap<>();

    private record Open(UserId watcher, WatchSession<?> session) {}

    private final AtomicLong opened = new AtomicLong();
    private volatile boolean closed;

    /** @param threads tells watchers, one page at a time */
    public Watches(Database database, Executor threads) {
        this.database = database;
        this.threads = threads;
    }

    /**
     * Streams until the caller goes away.
     *
     * @throws kilonova.kernel.ProblemException RevisionTooOld; QuotaExceeded when the user has too many open, Unavailable
     *     when all together have
     */
    public <M> void open(StreamObserver<M> out, Watch<M> watch) {
        if (closed) {
            throw WatchSession.stopping();
        }
        var call = (ServerCallStreamObserver<M>) out;
        long number = opened.incrementAndGet();
        var session = new WatchSession<>(call, watch, database, threads, () -> leave(number));
        enter(watch.watcher());
        open.put(number, new Open(watch.watcher(), session));
        try {
            call.setOnCancelHandler(session::wake);
            call.setOnReadyHandler(session::wake);
            session.start();
        } catch (RuntimeException refused) {
            leave(number);
            throw refused;
        }
        if (closed) {
            session.stop();
        }
    }

    private void enter(UserId watcher) {
        if (open.size() >= MAX_OPEN) {
            throw new Problem.Unavailable("Too many watch just now: try again later.", BOOKMARKS).raise();
        }
        counts.compute(watcher, (_, known) -> {
            int now = known == null ? 0 : known;
            if (now >= MAX_PER_USER) {
                throw new Problem.QuotaExceeded("watches", 1, now, MAX_PER_USER).raise();
            }
            return now + 1;
        });
    }

    /** Once, however often it is said. */
    private void leave(long number) {
        Open gone = open.remove(number);
        if (gone != null) {
            counts.computeIfPresent(gone.watcher(), (_, now) -> now == 1 ? null : now - 1);
        }
    }

    /** Tells every watcher that this process stops, and where to go on: they come back to the next one. */
    public void close() {
        closed = true;
        open.values().forEach(each -> each.session().stop());
    }

    /** Tells watchers without news how far they have seen, so that none comes back asking for what is long forgotten. */
    public void tick() {
        open.values().forEach(each -> each.session().bookmark());
    }
}
