package kilonova.control.watch;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import kilonova.control.store.ChangeLog;
import kilonova.control.store.Database;

/** Opens watches. */
public final class Watches {
    /** After about so long without news a watcher is told how far it has seen. */
    public static final Duration BOOKMARKS = Duration.ofSeconds(10);

    private final Database database;
    private final Executor threads;
    /** By number: in the order in which they were opened. */
    private final Map<Long, WatchSession<?>> open = new ConcurrentSkipListMap<>();

    private final AtomicLong opened = new AtomicLong();

    /** @param threads tells watchers, one page at a time */
    public Watches(Database database, Executor threads) {
        this.database = database;
        this.threads = threads;
    }

    /**
     * Streams until the caller goes away.
     *
     * @throws kilonova.kernel.ProblemException RevisionTooOld
     */
    public <M> void open(StreamObserver<M> out, Watch<M> watch) {
        var call = (ServerCallStreamObserver<M>) out;
        long number = opened.incrementAndGet();
        var session = new WatchSession<>(call, watch, database, threads, () -> open.remove(number));
        call.setOnCancelHandler(session::wake);
        call.setOnReadyHandler(session::wake);
        database.read(tx -> ChangeLog.check(tx, watch.revision()));
        open.put(number, session);
        session.start();
    }

    /** Tells watchers without news how far they have seen, so that none comes back asking for what is long forgotten. */
    public void tick() {
        open.values().forEach(WatchSession::bookmark);
    }
}
