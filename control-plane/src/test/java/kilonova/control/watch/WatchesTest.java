package kilonova.control.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.store.Change;
import kilonova.control.store.CommitProbe;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;
import kilonova.control.store.LogBounds;
import kilonova.control.store.LogPruning;
import kilonova.control.store.TestStore;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A watcher of one replica while another writes; the replica hears of it when the test says so. */
@EveryDatabase
final class WatchesTest {
    /** More than one look at the log takes in. */
    private static final int MANY = 1_500;

    private final Env env = Env.real();
    private final Database here;
    private final Database elsewhere;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Watches watches;
    private final Watcher watcher = new Watcher();
    private volatile boolean revoked;

    WatchesTest(TestDatabase at) {
        this.elsewhere = Database.inline(TestStore.settings(at), env, CommitProbe.NONE);
        this.here = Database.inline(TestStore.settings(at), env, CommitProbe.NONE);
        this.watches = new Watches(here, threads);
        change("of no matter", "p2");
        here.catchUp();
    }

    @AfterEach
    void close() {
        watcher.cancel();
        threads.close();
        here.close();
        elsewhere.close();
    }

    @Test
    void aBookmarkNeverGoesBackWhileTheFeedIsBehindTheSnapshot() {
        changeAtOnce(MANY);
        long newest = revision();
        watch(0, List.of("a", "b"));
        assertThat(watcher.next()).isEqualTo("[a, b] at " + newest);
        assertThat(watcher.next()).isEqualTo("bookmark " + newest + ", complete");

        here.catchUp();
        here.catchUp();
        change("c", "p1");
        here.catchUp();

        assertThat(watcher.next()).isEqualTo("[c] at " + (newest + 1));
        assertThat(watcher.next()).isEqualTo("bookmark " + (newest + 1));
    }

    @Test
    void whoComesBackIsToldWhatItMissedAndNothingTwice() {
        long left = revision();
        change("a", "p1");
        change("foreign", "p2");
        change("b", "p1");
        change("a", "p1");
        watch(left, List.of());
        assertThat(watcher.next()).isEqualTo("[b, a] at " + (left + 3) + "," + (left + 4));
        assertThat(watcher.next()).isEqualTo("bookmark " + (left + 4));
        here.catchUp();
        change("d", "p1");
        here.catchUp();
        assertThat(watcher.next()).isEqualTo("[d] at " + (left + 5));
    }

    @Test
    void aWatcherWithoutNewsIsStillToldHowFarItHasSeen() {
        long left = revision();
        watch(left, List.of());
        assertThat(watcher.next()).isEqualTo("bookmark " + left);
        change("foreign", "p2");
        here.catchUp();
        watches.tick();
        assertThat(watcher.next()).isEqualTo("bookmark " + (left + 1));
        assertThat(watcher.heardAll()).isTrue();
    }

    @Test
    void whoWasAwayForTooLongIsToldToTakeASnapshot() {
        long left = revision();
        changeAtOnce(30);
        prune();
        assertThatThrownBy(() -> watch(left, List.of())).hasMessageContaining("start from a snapshot");
    }

    @Test
    void aWatchWhoseReplicaWasAwayForTooLongEndsAndSaysWhy() {
        watch(0, List.of());
        assertThat(watcher.next()).endsWith("complete");
        changeAtOnce(30);
        prune();
        here.catchUp();
        assertThat(watcher.next()).startsWith("error OUT_OF_RANGE").contains("start from a snapshot");
    }

    @Test
    void aWatcherThatTakesTooLittleForTooLongIsToldWhereToGoOn() {
        watch(0, List.of());
        assertThat(watcher.next()).endsWith("complete");
        long told = revision();
        watcher.fallAsleep();
        for (int i = 0; i <= Backlog.MAX_UNTOLD; i += 1_000) {
            int from = i;
            elsewhere.write(tx -> {
                for (int j = from; j < from + 1_000; j++) {
                    tx.changed(Change.of("watched", "of many " + j, "p1", 1));
                }
                return true;
            });
        }
        for (int i = 0; i <= Backlog.MAX_UNTOLD / 1_000; i++) {
            here.catchUp();
        }
        assertThat(watcher.next()).startsWith("error ABORTED").contains("watch again from " + told);
    }

    @Test
    void aSleepyWatcherOfFewResourcesIsToldTheirNewestStatesOnly() {
        watch(0, List.of());
        assertThat(watcher.next()).endsWith("complete");
        watcher.fallAsleep();
        for (int i = 0; i < 10; i++) {
            changeAtOnce(MANY);
            here.catchUp();
            here.catchUp();
        }
        watcher.wakeUp();
        assertThat(watcher.next()).isEqualTo("[of many] at " + revision());
        assertThat(watcher.next()).isEqualTo("bookmark " + revision());
    }

    @Test
    void aUserHasSoManyWatchesOpenAndNoMore() {
        var inline = new Watches(here, Runnable::run);
        var open = new ArrayList<Watcher>();
        for (int i = 0; i < Watches.MAX_PER_USER; i++) {
            open.add(new Watcher());
            watch(inline, open.getLast(), "ada", 0, List.of());
        }

        assertThatThrownBy(() -> watch(inline, watcher, "ada", 0, List.of())).hasMessageContaining("watches");
        watch(inline, new Watcher(), "bob", 0, List.of());
        open.getFirst().cancel();
        watch(inline, watcher, "ada", 0, List.of());
        assertThat(watcher.next()).endsWith("complete");
    }

    @Test
    void aWatchThatIsRefusedCountsForNobody() {
        var inline = new Watches(here, Runnable::run);
        long left = revision();
        changeAtOnce(30);
        prune();
        for (int i = 0; i <= Watches.MAX_PER_USER; i++) {
            assertThatThrownBy(() -> watch(inline, new Watcher(), "ada", left, List.of()))
                    .hasMessageContaining("start from a snapshot");
        }
    }

    @Test
    void aWatchThatIsRefusedListensToNothing() {
        long left = revision();
        changeAtOnce(30);
        prune();
        var heard = new AtomicInteger();
        var refused = new Watch<String>(
                new UserId("ada"),
                _ -> heard.incrementAndGet() > 0,
                left,
                () -> {},
                (_, _, _) -> List.of(),
                (_, _) -> "",
                (_, _) -> "");
        assertThatThrownBy(() -> watches.open(watcher, refused)).hasMessageContaining("start from a snapshot");

        here.catchUp();
        change("a", "p1");
        here.catchUp();

        assertThat(heard).hasValue(0);
    }

    /** News that come while the log is read for the beginning would be told before it, with a bookmark after it. */
    @Test
    void nothingIsToldBeforeItIsKnownWhereToBegin() {
        var turns = new ArrayList<Runnable>();
        var session = new WatchSession<>(watcher, watchOf("ada", revision(), List.of()), here, turns::add, () -> {});
        session.wake();
        session.bookmark();
        assertThat(turns).isEmpty();

        session.start();

        assertThat(turns).hasSize(1);
    }

    @Test
    void whoMayWatchNoLongerIsToldSoThoughNothingChanges() {
        watch(0, List.of());
        assertThat(watcher.next()).endsWith("complete");
        watches.tick();
        revoked = true;
        watches.tick();
        assertThat(watcher.next()).startsWith("error UNAUTHENTICATED");
    }

    @Test
    void whenTheProcessStopsEveryWatcherIsToldWhereToGoOn() {
        watch(0, List.of());
        assertThat(watcher.next()).endsWith("complete");
        watches.close();
        assertThat(watcher.next()).startsWith("error UNAVAILABLE").contains("from the last bookmark");
        assertThatThrownBy(() -> watch(0, List.of())).hasMessageContaining("is stopping");
    }

    /** All but the last few: in large batches first, for other tests left much. */
    private void prune() {
        for (int batch : List.of(MANY, MANY, 100, 5, 5)) {
            new LogPruning(env, elsewhere, new LogBounds(Duration.ofDays(1), 5, batch)).tick();
        }
    }

    private void watch(long revision, List<String> there) {
        watch(watches, watcher, "ada", revision, there);
    }

    private void watch(Watches at, Watcher by, String user, long revision, List<String> there) {
        at.open(by, watchOf(user, revision, there));
    }

    private Watch<String> watchOf(String user, long revision, List<String> there) {
        return new Watch<>(
                new UserId(user),
                Watch.of("watched", Optional.of(new ProjectId("p1"))),
                revision,
                this::admit,
                (_, after, _) -> after.isEmpty() ? there : List.of(),
                (_, changes) -> changes.keySet() + " at "
                        + String.join(
                                ",",
                                changes.values().stream()
                                        .map(Committed::revision)
                                        .distinct()
                                        .map(String::valueOf)
                                        .toList()),
                (bookmark, complete) -> "bookmark " + bookmark + (complete ? ", complete" : ""));
    }

    private void admit() {
        if (revoked) {
            throw new Problem.Unauthenticated("the token was revoked").raise();
        }
    }

    private long revision() {
        return elsewhere.read(Database::revision);
    }

    private void change(String id, String project) {
        elsewhere.write(tx -> {
            tx.changed(Change.of("watched", id, project, 1));
            return true;
        });
    }

    private void changeAtOnce(int many) {
        elsewhere.write(tx -> {
            for (int i = 0; i < many; i++) {
                tx.changed(Change.of("watched", "of many", "p1", i));
            }
            return true;
        });
    }
}
