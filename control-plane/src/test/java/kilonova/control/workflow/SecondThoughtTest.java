package kilonova.control.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import kilonova.control.operation.Failure;
import kilonova.control.operation.OperationId;
import kilonova.control.operation.Outcome;
import kilonova.control.store.CommitProbe;
import kilonova.control.store.Database;
import kilonova.control.store.DatabaseSettings;
import kilonova.testkit.clock.HandClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An answer that no longer fits when it is recorded, and a step back that never goes well. */
final class SecondThoughtTest {
    private static final Duration SOON = Duration.ofMillis(10);
    /** Ticks after which one that never rests is found out. */
    private static final int MANY = 100;

    private final HandClock clock = new HandClock();
    private final Engine engine = new Engine(
            Database.inline(DatabaseSettings.of("jdbc:sqlite::memory:"), Engine.env(clock, 1), CommitProbe.NONE),
            Engine.env(clock, 2),
            "ada");
    private final Errand errand = engine.errand;

    @AfterEach
    void close() {
        engine.close();
    }

    /** Everything that can happen at this time, unless that never ends. */
    private void drain() {
        int ticks = 0;
        while (ticks < MANY && engine.runner.tick()) {
            ticks++;
        }
        assertThat(ticks).as("it never rests").isLessThan(MANY);
    }

    @Test
    void whatDoesNotFitIsThoughtOverAfterAPause() {
        errand.fits(false);
        OperationId id = engine.begin();
        drain();
        assertThat(errand.walks()).isEqualTo(1);

        clock.pass(SOON);
        drain();
        assertThat(errand.walks()).isEqualTo(2);

        errand.fits(true);
        clock.pass(SOON);
        drain();
        assertThat(errand.walks()).isEqualTo(3);
        assertThat(engine.operation(id).outcome()).contains(Outcome.SUCCEEDED);
    }

    @Test
    void whatNeverFitsIsLateAtItsDeadlineAndUndone() {
        errand.fits(false);
        OperationId id = engine.begin();
        drain();
        clock.pass(Errand.DEADLINE);
        drain();
        errand.fits(true);
        clock.pass(SOON);
        drain();

        assertThat(engine.operation(id).outcome()).contains(Outcome.FAILED);
        assertThat(engine.operation(id).failure().map(Failure::reason)).contains("TimedOut");
        assertThat(errand.walksBack()).isPositive();
        assertThat(errand.givenUp()).isZero();
    }

    @Test
    void whatIsUndoneGoesOnAfterItsDeadlineAndIsNeverLate() {
        errand.rain(true);
        errand.fits(false);
        OperationId id = engine.begin();
        drain();
        assertThat(errand.walksBack()).isEqualTo(1);

        clock.pass(Errand.DEADLINE.plusMinutes(1));
        drain();
        assertThat(engine.operation(id).open()).isTrue();
        assertThat(errand.walksBack()).isEqualTo(2);

        errand.fits(true);
        clock.pass(SOON);
        drain();
        assertThat(engine.operation(id).outcome()).contains(Outcome.FAILED);
        assertThat(errand.walksBack()).isEqualTo(3);
        assertThat(errand.givenUp()).isZero();
    }

    @Test
    void whatCannotBeUndoneIsGivenUpAnHourAfterItsDeadlineWithItsOwnReason() {
        errand.rain(true);
        errand.wayBack(false);
        OperationId id = engine.begin();
        drain();
        long minutes = Errand.DEADLINE.plus(Workflows.UNDO_LIMIT).toMinutes();
        for (int i = 1; i < minutes; i++) {
            clock.pass(Errand.PAUSE);
            drain();
        }
        assertThat(engine.operation(id).open()).isTrue();
        assertThat(errand.givenUp()).isZero();

        clock.pass(Errand.PAUSE);
        drain();
        assertThat(engine.operation(id).outcome()).contains(Outcome.FAILED);
        assertThat(engine.operation(id).failure().map(Failure::reason)).contains("Rain");
        assertThat(errand.givenUp()).isEqualTo(1);
    }
}
