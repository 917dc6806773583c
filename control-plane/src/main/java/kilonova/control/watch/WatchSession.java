package kilonova.control.watch;

import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kilonova.control.edge.Unary;
import kilonova.control.store.Change;
import kilonova.control.store.ChangeLog;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;
import kilonova.kernel.Problem;

/** One watcher: what changed and was not told yet, and the thread that tells it. */
final class WatchSession<M> {
    private static final int BATCH = 500;

    private final ServerCallStreamObserver<M> out;
    private final Watch<M> watch;
    private final Database database;
    private final long pauseMillis;
    /** Newest revision by id, in the order of their first change since the last telling. Guarded by this. */
    private final Map<String, Long> untold = new LinkedHashMap<>();
    /** Everything up to here is told or in {@link #untold}. Guarded by this. */
    private long seen;
    /** Everything up to here is told: the newest bookmark. The change feed may still be behind it. */
    private long told;
    /** Changes up to here were forgotten before this watcher was told of them; 0 of none. Guarded by this. */
    private long missed;

    WatchSession(ServerCallStreamObserver<M> out, Watch<M> watch, Database database, Duration pause) {
        this.out = out;
        this.watch = watch;
        this.database = database;
        this.pauseMillis = pause.toMillis();
    }

    void run() {
        // Listening comes first: what is committed while the snapshot is read is told again after it, never missed.
        try (var subscription = database.feed().listen(this::listen, this::miss)) {
            if (watch.revision() == 0) {
                snapshot();
            } else {
                catchUp();
            }
            while (!out.isCancelled()) {
                tell();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (Exception failed) {
            if (!out.isCancelled()) {
                out.onError(Unary.status(failed));
            }
        }
    }

    synchronized void wake() {
        notifyAll();
    }

    private synchronized void listen(List<Committed> committed) {
        boolean concerned = false;
        for (Committed each : committed) {
            if (concerns(each.change())) {
                untold.remove(each.change().id());
                untold.put(each.change().id(), each.revision());
                concerned = true;
            }
            seen = Math.max(seen, each.revision());
        }
        if (concerned) {
            notifyAll();
        }
    }

    private void miss() {
        long upTo = database.feed().delivered();
        synchronized (this) {
            missed = upTo;
            notifyAll();
        }
    }

    private boolean concerns(Change change) {
        return change.kind().equals(watch.kind())
                && watch.scope()
                        .map(project -> project.value().equals(change.project()))
                        .orElse(true);
    }

    private void snapshot() throws InterruptedException {
        long revision = database.read(Database::revision);
        String after = "";
        List<String> page;
        do {
            String from = after;
            page = database.read(tx -> watch.snapshot().page(tx, from, BATCH));
            var changes = new LinkedHashMap<String, Long>();
            page.forEach(id -> changes.put(id, revision));
            send(changes);
            after = page.isEmpty() ? "" : page.getLast();
        } while (page.size() == BATCH && !out.isCancelled());
        bookmark(revision, true);
    }

    private void catchUp() throws InterruptedException {
        long from = watch.revision();
        List<Committed> page;
        do {
            long after = from;
            page = database.read(tx -> ChangeLog.reaching(tx, after, BATCH));
            var changes = new LinkedHashMap<String, Long>();
            for (Committed each : page) {
                if (concerns(each.change())) {
                    changes.remove(each.change().id());
                    changes.put(each.change().id(), each.revision());
                }
                from = each.revision();
            }
            send(changes);
        } while (page.size() == BATCH && !out.isCancelled());
        bookmark(from, false);
    }

    /** What came before the newest bookmark was told with it: the state at or after. */
    private void tell() throws InterruptedException {
        var changes = new LinkedHashMap<String, Long>();
        long upTo;
        synchronized (this) {
            if (untold.isEmpty() && !out.isCancelled()) {
                wait(pauseMillis);
            }
            changes.putAll(untold);
            untold.clear();
            upTo = seen;
            if (missed > told) {
                throw new Problem.RevisionTooOld(told, missed).raise();
            }
        }
        changes.values().removeIf(revision -> revision <= told);
        send(changes);
        // Also without news, so that whoever comes back later need not ask for what is long forgotten.
        if (upTo > told && out.isReady() && !out.isCancelled()) {
            bookmark(upTo, false);
        }
    }

    private void bookmark(long revision, boolean snapshotComplete) {
        told = Math.max(told, revision);
        out.onNext(watch.bookmark().message(told, snapshotComplete));
    }

    private void send(Map<String, Long> changes) throws InterruptedException {
        if (changes.isEmpty()) {
            return;
        }
        synchronized (this) {
            while (!out.isReady() && !out.isCancelled()) {
                wait(pauseMillis);
            }
        }
        if (!out.isCancelled()) {
            out.onNext(database.read(tx -> watch.rendering().events(tx, changes)));
        }
    }
}
