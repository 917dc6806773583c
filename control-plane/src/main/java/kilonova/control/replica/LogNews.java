package kilonova.control.replica;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import kilonova.control.store.Database;
import kilonova.replica.v1.WatchLogResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells other replicas how far the change log goes, each time that this one has committed something. */
public final class LogNews {
    private static final Logger LOG = LoggerFactory.getLogger(LogNews.class);

    private final Database database;
    /** In the order in which they came: simulated replicas are told in the same order each time. */
    private final Set<Listener> listeners = new CopyOnWriteArraySet<>();

    private volatile boolean closed;

    public LogNews(Database database) {
        this.database = database;
        database.feed().onGrowth(revision -> listeners.forEach(each -> each.tell(revision)));
    }

    /** Tells it at once, and from then on until it goes. */
    void tell(String replica, ServerCallStreamObserver<WatchLogResponse> out) {
        var listener = new Listener(out);
        listeners.add(listener);
        out.setOnCancelHandler(() -> listeners.remove(listener));
        out.setOnReadyHandler(listener::goOn);
        LOG.info("replica {} listens how far the log goes", replica);
        listener.tell(database.feed().delivered());
        if (closed) {
            close();
        }
    }

    /** Ends every stream: this process stops. */
    void close() {
        closed = true;
        listeners.forEach(Listener::end);
        listeners.clear();
    }

    /** One that listens. Of what it does not take yet only the newest is kept. */
    private static final class Listener {
        private final ServerCallStreamObserver<WatchLogResponse> out;
        private long newest;
        private long told = -1;
        private boolean over;

        Listener(ServerCallStreamObserver<WatchLogResponse> out) {
            this.out = out;
        }

        synchronized void tell(long revision) {
            newest = Math.max(newest, revision);
            goOn();
        }

        synchronized void goOn() {
            if (!over && newest > told && out.isReady()) {
                told = newest;
                out.onNext(WatchLogResponse.newBuilder().setRevision(told).build());
            }
        }

        synchronized void end() {
            if (!over) {
                over = true;
                try {
                    out.onError(Status.UNAVAILABLE
                            .withDescription("the replica is stopping")
                            .asRuntimeException());
                } catch (IllegalStateException gone) {
                    LOG.debug("a listening replica was gone already");
                }
            }
        }
    }
}
