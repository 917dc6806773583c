package kilonova.control.watch;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.Executor;
import kilonova.control.store.ChangeLog;
import kilonova.control.store.Database;

/** Opens watches. Each has a thread of its own while it lives, and holds no connection while it waits. */
public final class Watches {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Database database;
    private final Executor threads;
    private final Duration pause;

    public Watches(Database database, Executor threads) {
        this(database, threads, PAUSE);
    }

    /** @param pause after so long without news a watcher is told how far it has seen */
    Watches(Database database, Executor threads, Duration pause) {
        this.database = database;
        this.threads = threads;
        this.pause = pause;
    }

    /**
     * Streams until the caller goes away.
     *
     * @throws kilonova.kernel.ProblemException RevisionTooOld
     */
    public <M> void open(StreamObserver<M> out, Watch<M> watch) {
        var call = (ServerCallStreamObserver<M>) out;
        var session = new WatchSession<>(call, watch, database, pause);
        call.setOnCancelHandler(session::wake);
        call.setOnReadyHandler(session::wake);
        database.read(tx -> ChangeLog.check(tx, watch.revision()));
        threads.execute(session::run);
    }
}
