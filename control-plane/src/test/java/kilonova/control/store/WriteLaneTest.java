package kilonova.control.store;

import static kilonova.control.store.tables.Tables.CHANGE_LOG;
import static kilonova.control.store.tables.Tables.REVISION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A write lane by itself: what shares a commit, and what becomes of it when something fails. */
@EveryDatabase
final class WriteLaneTest {
    private final Connections connections;
    private final List<Committed> published = new ArrayList<>();
    private final Probe probe = new Probe();
    private final WriteLane lane;

    /** Fails where a test says so. */
    private static final class Probe implements CommitProbe {
        private final AtomicInteger commits = new AtomicInteger();
        private boolean failBefore;
        private boolean failAfter;
        private boolean lostBefore;
        private boolean lostAfter;

        @Override
        public void beforeCommit() throws SQLException {
            if (lostBefore) {
                throw new SQLException("lost", "08006");
            }
            if (failBefore) {
                failBefore = false;
                throw new IllegalStateException("crashed before the commit");
            }
            commits.incrementAndGet();
        }

        @Override
        public void afterCommit() throws SQLException {
            if (lostAfter) {
                throw new SQLException("lost", "08006");
            }
            if (failAfter) {
                throw new IllegalStateException("crashed after the commit");
            }
        }
    }

    WriteLaneTest(TestDatabase at) {
        this.connections = at.open(Shared.class, fresh -> new Shared(Connections.open(TestStore.settings(fresh))))
                .all();
        this.lane = new WriteLane(
                connections.writer(),
                () -> Instant.EPOCH.toEpochMilli(),
                new Fence(0),
                probe,
                news -> published.addAll(news));
    }

    record Shared(Connections all) implements AutoCloseable {
        @Override
        public void close() {
            all.close();
        }
    }

    @AfterEach
    void letGo() {
        lane.close();
    }

    @Test
    void aFailingTransactionTakesNothingOfTheOthersAlong() {
        LaneJob<String> first = writes("first");
        LaneJob<String> refused = new LaneJob<>(tx -> {
            tx.changed(Change.of("test", "refused", "", 1));
            tx.sql().update(REVISION).set(REVISION.LATEST, -100L).execute();
            throw new Problem.Stale("test", "refused").raise();
        });
        LaneJob<String> last = writes("last");

        lane.run(List.of(first, refused, last));

        assertThat(first.answer().join()).isEqualTo("first");
        assertThat(last.answer().join()).isEqualTo("last");
        assertThatThrownBy(() -> refused.answer().join()).hasCauseInstanceOf(ProblemException.class);
        assertThat(probe.commits).hasValue(1);
        assertThat(logged()).containsSequence("first", "last").doesNotContain("refused");
    }

    @Test
    void onlyAfterAFailureDoTransactionsRunApartAndNotForEver() {
        var savepoints = new AtomicInteger();
        try (var watched = new WriteLane(
                connections.writer(real ->
                        StatementWatch.on(real, text -> savepoints.addAndGet(text.startsWith("savepoint") ? 1 : 0))),
                () -> 0,
                new Fence(0),
                CommitProbe.NONE,
                news -> {})) {
            watched.run(List.of(writes("together 1"), writes("together 2")));
            assertThat(savepoints).as("while all is well").hasValue(0);

            LaneJob<String> refused = new LaneJob<>(_ -> {
                throw new Problem.Stale("test", "1").raise();
            });
            LaneJob<String> sound = writes("beside one that fails");
            watched.run(List.of(sound, refused));
            assertThat(sound.answer().join()).isEqualTo("beside one that fails");
            assertThat(problemOf(refused)).isEqualTo(new Problem.Stale("test", "1"));
            assertThat(savepoints).hasValue(2);

            for (int i = 1; i < WriteLane.CAREFUL_GROUPS; i++) {
                watched.run(List.of(writes("careful"), writes("careful")));
            }
            int careful = savepoints.get();
            assertThat(careful).isEqualTo(2 * WriteLane.CAREFUL_GROUPS);
            watched.run(List.of(writes("together 3"), writes("together 4")));
            assertThat(savepoints).as("when all has been well for a while").hasValue(careful);
        }
        assertThat(logged()).contains("together 1", "together 2", "beside one that fails", "together 3", "together 4");
    }

    @Test
    void aBrokenConstraintHitsOnlyTheTransactionThatBrokeIt() {
        LaneJob<String> broken = new LaneJob<>(tx -> {
            tx.sql()
                    .insertInto(REVISION, REVISION.ID, REVISION.LATEST)
                    .values(1, 5L)
                    .execute();
            return "broken";
        });
        LaneJob<String> sound = writes("sound");

        lane.run(List.of(broken, sound));

        assertThatThrownBy(() -> broken.answer().join()).hasCauseInstanceOf(DataAccessException.class);
        assertThat(sound.answer().join()).isEqualTo("sound");
        assertThat(probe.commits).hasValue(1);
    }

    @Test
    void anErrorInATransactionDoesNotEndTheLane() {
        LaneJob<String> broken = new LaneJob<>(tx -> {
            throw new AssertionError("a bug");
        });
        lane.run(List.of(broken, writes("beside a bug")));
        lane.run(List.of(writes("after a bug")));

        assertThatThrownBy(() -> broken.answer().join()).hasCauseInstanceOf(AssertionError.class);
        assertThat(logged()).contains("beside a bug", "after a bug");
    }

    @Test
    void nothingIsKeptOfACommitThatDidNotHappen() {
        probe.failBefore = true;
        LaneJob<String> lost = writes("lost");

        lane.run(List.of(lost));

        assertThatThrownBy(() -> lost.answer().join()).isInstanceOf(CompletionException.class);
        assertThat(logged()).doesNotContain("lost");
        assertThat(published).isEmpty();
    }

    @Test
    void aGroupWhoseCommitFailsRunsOneByOne() {
        probe.failBefore = true;
        LaneJob<String> one = writes("one");
        LaneJob<String> two = writes("two");

        lane.run(List.of(one, two));

        assertThat(List.of(one.answer().join(), two.answer().join())).containsExactly("one", "two");
        assertThat(probe.commits).hasValue(2);
        assertThat(logged().stream().filter(id -> id.equals("one"))).hasSize(1);
    }

    @Test
    void nothingRunsAgainOnceItIsDurable() {
        probe.failAfter = true;
        LaneJob<String> a = writes("durable-a");
        LaneJob<String> b = writes("durable-b");

        lane.run(List.of(a, b));

        assertThatThrownBy(() -> a.answer().join()).hasMessageContaining("crashed after");
        assertThat(logged().stream().filter(id -> id.startsWith("durable"))).containsExactly("durable-a", "durable-b");
        assertThat(published).isEmpty();
    }

    @Test
    void aTransactionThatWasInAnothersWayRunsAgain() {
        var attempts = new AtomicInteger();
        LaneJob<String> unlucky = new LaneJob<>(tx -> {
            tx.changed(Change.of("test", "unlucky", "", 1));
            if (attempts.incrementAndGet() < 3) {
                throw new DataAccessException("deadlock", new SQLException("deadlock", "40001"));
            }
            return "third time";
        });
        LaneJob<String> other = writes("other");

        lane.run(List.of(unlucky, other));

        assertThat(unlucky.answer().join()).isEqualTo("third time");
        assertThat(other.answer().join()).isEqualTo("other");
        assertThat(logged().stream().filter("unlucky"::equals)).hasSize(1);
    }

    @Test
    void aTransactionThatIsAlwaysInTheWayFailsInTheEnd() {
        var attempts = new AtomicInteger();
        LaneJob<String> hopeless = new LaneJob<>(tx -> {
            attempts.incrementAndGet();
            throw new DataAccessException("deadlock", new SQLException("deadlock", "40001"));
        });

        lane.run(List.of(hopeless));

        assertThat(problemOf(hopeless)).isInstanceOf(Problem.Unavailable.class);
        assertThat(attempts).hasValue(LaneJob.MAX_ATTEMPTS);
    }

    @Test
    void aTransactionThatLostARaceRunsAgainAloneOrAmongOthers() {
        LaneJob<Integer> alone = losesRaces(2);
        LaneJob<Integer> amongOthers = losesRaces(2);

        lane.run(List.of(alone));
        lane.run(List.of(writes("beside"), amongOthers));

        assertThat(List.of(alone.answer().join(), amongOthers.answer().join())).containsExactly(3, 3);
        assertThat(probe.commits).hasValue(2);
    }

    @Test
    void whoLosesEveryRaceIsToldToTryAgainNotThatItsViewIsOld() {
        LaneJob<Integer> hopeless = losesRaces(Integer.MAX_VALUE);
        LaneJob<Integer> amongOthers = losesRaces(Integer.MAX_VALUE);

        lane.run(List.of(hopeless));
        lane.run(List.of(writes("beside the hopeless"), amongOthers));

        assertThat(problemOf(hopeless)).isInstanceOf(Problem.Unavailable.class);
        assertThat(problemOf(amongOthers)).isInstanceOf(Problem.Unavailable.class);
        assertThat(logged()).contains("beside the hopeless");
    }

    @Test
    void aStaleViewOfTheCallersOwnReachesTheCallerAtOnce() {
        var attempts = new AtomicInteger();
        LaneJob<String> stale = new LaneJob<>(_ -> {
            attempts.incrementAndGet();
            throw new Problem.Stale("test", "1").raise();
        });

        lane.run(List.of(stale));

        assertThat(problemOf(stale)).isEqualTo(new Problem.Stale("test", "1"));
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aRefusalThatMayBeARaceIsToldToTheNextAttempt() {
        LaneJob<String> doubtful = new LaneJob<>(tx -> {
            if (tx.suspected().isEmpty()) {
                throw LostRace.suspected("test", "1", new Problem.NotFound("test", "1").raise());
            }
            return tx.suspected().get().problem().reason();
        });

        lane.run(List.of(doubtful));

        assertThat(doubtful.answer().join()).isEqualTo("NotFound");
    }

    @Test
    void whenNobodyKnowsHowACommitEndedSomebodyLooks() {
        for (boolean kept : List.of(true, false)) {
            var heard = new ArrayList<String>();
            LaneJob<String> doubtful = new LaneJob<>(tx -> {
                tx.changed(Change.of("test", "doubtful " + kept, "", 1));
                tx.afterCommit(() -> heard.add("woken"));
                tx.inDoubt(() -> heard.add("looked"));
                return "";
            });
            LaneJob<String> refused = new LaneJob<>(_ -> {
                throw new Problem.NotFound("test", "1").raise();
            });
            probe.lostBefore = !kept;
            probe.lostAfter = kept;

            lane.run(List.of(doubtful, refused));

            assertThat(heard).containsExactly("looked");
            assertThat(problemOf(doubtful)).isInstanceOf(Problem.Unavailable.class);
            assertThat(problemOf(refused)).isInstanceOf(Problem.NotFound.class);
            assertThat(logged().contains("doubtful " + kept)).isEqualTo(kept);
        }
    }

    @Test
    void aConnectionThatBreaksInTheCommitIsSuchACase() {
        assumeThat(connections.dialect()).as("SQLite is no server").isNotEqualTo(Dialect.SQLITE);
        var looked = new AtomicInteger();
        LaneJob<String> doubtful = new LaneJob<>(tx -> {
            tx.changed(Change.of("test", "broken wire", "", 1));
            tx.inDoubt(looked::incrementAndGet);
            return "";
        });
        try (var broken = new WriteLane(
                connections.writer(BreakingWire::afterTheCommit),
                () -> 0L,
                new Fence(0),
                CommitProbe.NONE,
                published::addAll)) {
            broken.run(List.of(doubtful));
            broken.run(List.of(writes("after the break")));
        }
        assertThat(looked).hasValue(1);
        assertThat(problemOf(doubtful)).isInstanceOf(Problem.Unavailable.class);
        assertThat(logged()).contains("broken wire", "after the break");
    }

    private static LaneJob<Integer> losesRaces(int races) {
        var attempts = new AtomicInteger();
        return new LaneJob<>(tx -> {
            tx.changed(Change.of("test", "racer", "", 1));
            if (attempts.incrementAndGet() <= races) {
                throw new LostRace("test", "1");
            }
            return attempts.get();
        });
    }

    private static Problem problemOf(LaneJob<?> job) {
        try {
            job.answer().join();
        } catch (CompletionException failed) {
            return Problem.of(failed).orElseThrow();
        }
        throw new AssertionError("it went well");
    }

    @Test
    void whoWaitsIsAnsweredAfterTheFeedHasTheChange() {
        LaneJob<String> job = writes("read your own writes");
        var seen = new ArrayList<Boolean>();
        var attentive = new WriteLane(
                connections.writer(),
                () -> 0L,
                new Fence(0),
                probe,
                _ -> seen.add(job.answer().isDone()));
        try (attentive) {
            attentive.run(List.of(job));
        }
        assertThat(seen).containsExactly(false);
        assertThat(job.answer()).isDone();
    }

    private static LaneJob<String> writes(String id) {
        return new LaneJob<>(tx -> {
            tx.changed(Change.of("test", id, "", 1));
            return id;
        });
    }

    private List<String> logged() {
        return connections.read(
                sql -> sql.selectFrom(CHANGE_LOG).orderBy(CHANGE_LOG.REVISION).fetch(CHANGE_LOG.ID));
    }
}
