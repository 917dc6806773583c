package kilonova.control.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kilonova.control.operation.Operation;
import kilonova.control.operation.OperationId;
import kilonova.control.operation.Outcome;
import kilonova.control.operation.Subject;
import kilonova.control.replica.Owner;
import kilonova.control.replica.Replicas;
import kilonova.control.store.Change;
import kilonova.control.store.Database;
import kilonova.control.store.TestStore;
import kilonova.testkit.clock.HandClock;
import kilonova.testkit.database.DatabaseKind;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two processes on one database: what one drives, and who takes it up when it falls silent. */
@EveryDatabase
final class ReplicasTest {
    private static int tests;

    private final TestDatabase at;
    private final HandClock clock = new HandClock();
    private final String ada;
    private final String bob;
    private Engine a;
    private Engine b;

    ReplicasTest(TestDatabase at) {
        this.at = at;
        tests++;
        ada = "ada-" + tests;
        bob = "bob-" + tests;
        a = engine(ada);
        b = engine(bob);
        // Those of earlier tests are long dead.
        for (int i = 0; i < 5; i++) {
            bothRound(Duration.ofMillis(500));
        }
        settle();
    }

    private void settle() {
        a.drain();
        b.drain();
    }

    private Engine engine(String replica) {
        return new Engine(
                Database.open(TestStore.settings(at), Engine.env(clock, 1)), Engine.env(clock, ++tests), replica);
    }

    private void bothRound(Duration after) {
        clock.pass(after);
        a.round();
        b.round();
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    private void assumeShared() {
        assumeThat(at.kind()).as("one process at a time").isNotEqualTo(DatabaseKind.SQLITE);
    }

    @Test
    void whatAPausedReplicaDroveIsFinishedByAnotherAndItsLateRecordIsRefused() {
        assumeShared();
        a.errand.onTheWay(() -> {
            clock.pass(Replicas.LEASE);
            b.round();
            b.drain();
        });

        OperationId id = a.begin();
        a.drain();

        Operation done = b.operation(id);
        assertThat(done.outcome()).contains(Outcome.SUCCEEDED);
        assertThat(done.owner()).isEqualTo(new Owner(bob, 1));
        assertThat(b.errand.walks()).isEqualTo(1);
        assertThat(done.steps()).hasSize(3);
    }

    @Test
    void aReplicaThatWasShutOutCommitsNothingUntilItBeginsAnew() {
        assumeShared();
        a.errand.onTheWay(() -> {
            clock.pass(Replicas.LEASE);
            assertThat(b.replicas.tick()).isTrue();
        });
        OperationId id = a.begin();
        Operation begun = a.operation(id);
        a.drain();

        // Nobody has taken it over yet: it is the database that refuses.
        assertThat(b.operation(id)).isEqualTo(begun);
        assertThatThrownBy(() -> change(a)).hasMessageContaining("begins anew");
        assertThat(change(b)).isPositive();

        assertThat(a.replicas.tick()).isTrue();
        assertThat(a.replicas.me()).isEqualTo(new Owner(ada, 3));
        assertThat(change(a)).isPositive();
    }

    private static long change(Engine engine) {
        return engine.database.write(tx -> {
            tx.changed(Change.of("test", "late", "", 1));
            return 1L;
        });
    }

    @Test
    void aReplicaWhoseLeaseIsOverActsOnNothingBeyondTheDatabase() {
        assumeShared();
        OperationId id = a.begin();
        clock.pass(Replicas.LEASE);
        a.drain();
        assertThat(a.errand.walks()).isZero();

        a.round();
        clock.pass(Duration.ofSeconds(1));
        a.drain();
        assertThat(a.operation(id).outcome()).contains(Outcome.SUCCEEDED);
    }

    @Test
    void whatALiveReplicaDrivesIsLeftAlone() {
        assumeShared();
        a.errand.word(false);
        OperationId id = a.begin();
        a.drain();
        for (int i = 0; i < 40; i++) {
            bothRound(Duration.ofMillis(500));
            b.runner.sweep();
        }
        b.drain();
        assertThat(a.operation(id).owner().replica()).isEqualTo(ada);
        assertThat(b.errand.walks()).isZero();
    }

    @Test
    void whatIsHeldBySomebodyWhoWasNotSeenYetIsNotTaken() {
        assumeThat(at.kind()).isNotEqualTo(DatabaseKind.SQLITE);
        a.errand.word(false);
        OperationId id = a.begin();
        a.drain();
        // Born since the others looked around: not among those they know.
        try (Engine newborn = engine("newborn-" + tests)) {
            a.database.write(tx -> a.operations.take(tx, a.operation(id), newborn.replicas.me()));
            b.runner.sweep();
            assertThat(b.operation(id).owner()).isEqualTo(newborn.replicas.me());
        }
    }

    @Test
    void whatWasBegunBeforeThereWereThreadsIsDriven() throws InterruptedException {
        var walked = new CountDownLatch(1);
        a.errand.onTheWay(walked::countDown);
        OperationId id = a.begin();
        a.runner.start();
        assertThat(walked.await(20, TimeUnit.SECONDS)).isTrue();
        // Nothing of it may be left for the next test to take up.
        long latest = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (a.operation(id).open()) {
            assertThat(System.nanoTime()).isLessThan(latest);
            Thread.onSpinWait();
        }
    }

    @Test
    void whoMovesAnOperationOnDrivesItFromThenOn() {
        a.errand.word(false);
        OperationId id = a.begin();
        a.drain();
        Subject subject = a.operation(id).subject();
        b.database.write(tx -> {
            b.workflows.signal(tx, subject);
            return true;
        });
        b.drain();
        assertThat(b.operation(id).owner().replica()).isEqualTo(bob);
        assertThat(b.operation(id).outcome()).contains(Outcome.SUCCEEDED);
        clock.pass(Errand.DEADLINE);
        a.drain();
        assertThat(a.operation(id).steps()).hasSize(3);
    }

    @Test
    void aProcessTakesUpAtOnceWhatItsEarlierLifeLeft() {
        OperationId id = a.begin();
        a.close();
        a = engine(ada);
        a.runner.resumeAll();
        a.drain();
        assertThat(a.replicas.me()).isEqualTo(new Owner(ada, 2));
        assertThat(a.operation(id).outcome()).contains(Outcome.SUCCEEDED);
        assertThat(a.operation(id).owner()).isEqualTo(new Owner(ada, 2));
    }

    @Test
    void aDatabaseThatOnlyOneCanUseIsTakenOverAtOnceUnderWhateverName() {
        assumeThat(at.kind()).isEqualTo(DatabaseKind.SQLITE);
        OperationId id = a.begin();
        a.close();
        a = engine("carol");
        a.runner.resumeAll();
        a.drain();
        assertThat(a.operation(id).owner().replica()).isEqualTo("carol");
        assertThat(a.operation(id).outcome()).contains(Outcome.SUCCEEDED);
    }

    @Test
    void aLateCommitOfAnEarlierLifeIsRefused() {
        Engine earlier = a;
        a = engine(ada);
        assertThatThrownBy(() -> change(earlier)).hasMessageContaining("begins anew");
        assertThat(change(a)).isPositive();
        earlier.close();
    }

    @Test
    void aSweepFindsWhatNobodyDrives() {
        // The wake of a begun operation is lost: its runner never hears of it.
        var deaf = new Workflows(Engine.env(clock, 99), a.operations, a.replicas);
        OperationId id = a.database
                .write(tx -> deaf.begin(
                        tx,
                        a.errand,
                        Subject.server("lost-" + tests),
                        new kilonova.control.identity.ProjectId("p1"),
                        new kilonova.control.identity.UserId("u1"),
                        "req-1",
                        Errand.Step.GO,
                        "{}",
                        Errand.DEADLINE,
                        Errand.ErrandFacts::new))
                .operation()
                .id();
        a.runner.sweep();
        a.drain();
        assertThat(a.operation(id).open()).as("it may be on its way").isTrue();

        for (int i = 0; i < 11; i++) {
            bothRound(Duration.ofMillis(500));
        }
        a.runner.sweep();
        a.drain();
        assertThat(a.operation(id).outcome()).contains(Outcome.SUCCEEDED);
    }
}
