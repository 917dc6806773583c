package kilonova.control.watch;

import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import kilonova.control.edge.Unary;
import kilonova.control.guard.Guard;
import kilonova.control.store.Change;
import kilonova.control.store.ChangeLog;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watcher: what changed and was not told yet. It gets a turn when there is something to tell and the watcher takes it;
 * a turn reads one page and tells it. Between two turns it holds neither a thread nor a connection.
 */
final class WatchSession<M> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchSession.class);
    private static final int BATCH = 500;

    private final ServerCallStreamObserver<M> out;
    private final Watch<M> watch;
    private final Database database;
    private final Executor threads;
    private final Runnable onEnd;
    private final Backlog backlog;
    /** It is to have another turn after the one that it has. Guarded by this. */
    private boolean again;

    /** A turn is to come, or under way; or it has not begun: a turn before that would tell of news before the beginning. */
    private boolean scheduled = true;

    private Optional<AutoCloseable> listening = Optional.empty();
    private volatile boolean over;
    private volatile boolean stopping;

    /** What it is about to tell; touched by turns alone. */
    private Stage stage;

    private sealed interface Stage {
        /** What there is, after the id; as of the revision. */
        record Snapshot(String after, long revision) implements Stage {}

        /** All that there is was told. */
        record SnapshotTold(long revision) implements Stage {}

        /** What changed after the revision. */
        record CatchUp(long after) implements Stage {}

        /** What changed up to the revision was told. */
        record CaughtUp(long revision) implements Stage {}

        /** What changes. */
        record Live() implements Stage {}
    }

    WatchSession(ServerCallStreamObserver<M> out, Watch<M> watch, Database database, Executor threads, Runnable onEnd) {
        this.out = out;
        this.watch = watch;
        this.database = database;
        this.threads = threads;
        this.onEnd = onEnd;
        this.backlog = new Backlog(watch);
        this.stage = new Stage.Live();
    }

    /** @throws kilonova.kernel.ProblemException RevisionTooOld; then, as when anything else fails, nothing is left of it */
    void start() {
        // Listening comes first: what is committed while the rest is read is told after it, never missed.
        if (Guard.LISTENS_FIRST.stands()) {
            listen();
        }
        try {
            stage = database.read(this::beginning);
        } catch (RuntimeException refused) {
            end();
            throw refused;
        }
        synchronized (this) {
            scheduled = false;
        }
        wake();
    }

    private Stage beginning(Tx tx) {
        ChangeLog.check(tx, watch.revision());
        if (watch.revision() == 0) {
            return new Stage.Snapshot("", Database.revision(tx));
        }
        return Guard.CAUGHT_UP.stands()
                ? new Stage.CatchUp(watch.revision())
                : new Stage.CaughtUp(Database.revision(tx));
    }

    private void listen() {
        listening = Optional.of(database.feed().listen(this::listen, this::miss));
    }

    /** Tells how far it has seen, when its turn comes; or that it may see no more. */
    void bookmark() {
        backlog.bookmarkDue();
        synchronized (this) {
            again = true;
        }
        wake();
    }

    /** This process stops: the watcher is told so, at its next turn, which is now. */
    void stop() {
        stopping = true;
        wake();
    }

    static ProblemException stopping() {
        return new Problem.Unavailable(
                        "The control plane is stopping: watch again from the last bookmark.", Duration.ofSeconds(1))
                .raise();
    }

    /** The watcher takes more, or went away, or there is news. */
    void wake() {
        synchronized (this) {
            if (scheduled || over) {
                return;
            }
            scheduled = true;
        }
        try {
            threads.execute(this::turn);
        } catch (RejectedExecutionException closing) {
            // The process is going down; the stream ends with it.
            end();
        }
    }

    private void turn() {
        boolean more;
        synchronized (this) {
            again = false;
        }
        try {
            more = !over && !ended() && goesOn() && keepsUp() && admitted() && out.isReady() && tellNext();
        } catch (RuntimeException failed) {
            end();
            if (!out.isCancelled()) {
                out.onError(Unary.status(failed));
            }
            return;
        }
        boolean beginning = !(stage instanceof Stage.Live);
        synchronized (this) {
            scheduled = false;
            more |= again;
        }
        // News that came during the turn, and room for more, found it scheduled already.
        if (more
                || (beginning || backlog.hasNews()) && out.isReady()
                || (out.isCancelled() || stopping || backlog.overrun()) && !over) {
            wake();
        }
    }

    private boolean goesOn() {
        if (stopping) {
            throw stopping();
        }
        return true;
    }

    private boolean keepsUp() {
        if (backlog.overrun()) {
            throw new Problem.WatchTooSlow(backlog.told(), Backlog.MAX_UNTOLD).raise();
        }
        return true;
    }

    /** Whoever may watch no longer is told so, before anything else. */
    private boolean admitted() {
        watch.admission().run();
        return true;
    }

    private boolean ended() {
        if (out.isCancelled()) {
            end();
        }
        return over;
    }

    private void end() {
        over = true;
        onEnd.run();
        listening.ifPresent(subscription -> {
            try {
                subscription.close();
            } catch (Exception impossible) {
                LOG.warn("a subscription did not end: {}", impossible.toString());
            }
        });
    }

    /** @return whether there is more to tell at once */
    private boolean tellNext() {
        return switch (stage) {
            case Stage.Snapshot(String after, long revision) -> {
                List<String> page = database.read(tx -> watch.snapshot().page(tx, after, BATCH));
                var changes = new LinkedHashMap<String, Committed>();
                page.forEach(id -> changes.put(id, new Committed(revision, Change.of("", id, "", 0))));
                send(changes);
                stage = page.size() == BATCH
                        ? new Stage.Snapshot(page.getLast(), revision)
                        : new Stage.SnapshotTold(revision);
                yield true;
            }
            case Stage.SnapshotTold(long revision) -> {
                out.onNext(watch.bookmark().message(revision, true));
                yield live(revision);
            }
            case Stage.CatchUp(long after) -> {
                List<Committed> page = database.read(tx -> ChangeLog.reaching(tx, after, BATCH));
                var changes = new LinkedHashMap<String, Committed>();
                page.forEach(each -> backlog.note(each, changes));
                send(changes);
                long upTo = page.isEmpty() ? after : page.getLast().revision();
                stage = page.size() == BATCH ? new Stage.CatchUp(upTo) : new Stage.CaughtUp(upTo);
                yield true;
            }
            case Stage.CaughtUp(long revision) -> {
                out.onNext(watch.bookmark().message(revision, false));
                yield live(revision);
            }
            case Stage.Live() -> tellNews();
        };
    }

    private boolean live(long revision) {
        backlog.told(revision);
        if (listening.isEmpty()) {
            listen();
        }
        stage = new Stage.Live();
        return backlog.hasNews();
    }

    private boolean tellNews() {
        Optional<Backlog.Page> page = backlog.next(BATCH);
        if (page.isEmpty()) {
            return false;
        }
        long upTo = page.get().upTo();
        if (!Guard.BOOKMARK_AFTER_NEWS.stands()) {
            out.onNext(watch.bookmark().message(upTo, false));
        }
        send(page.get().changes());
        out.onNext(watch.bookmark().message(upTo, false));
        return backlog.hasNews();
    }

    private void miss() {
        backlog.missed(database.feed().delivered());
        wake();
    }

    private void listen(List<Committed> committed) {
        if (backlog.add(committed)) {
            wake();
        }
    }

    private void send(Map<String, Committed> changes) {
        if (!changes.isEmpty() && !out.isCancelled()) {
            out.onNext(watch.rendering()
                    .known(changes)
                    .orElseGet(() -> database.read(tx -> watch.rendering().events(tx, changes))));
        }
    }
}
