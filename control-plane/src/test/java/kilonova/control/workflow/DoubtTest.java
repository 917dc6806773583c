package kilonova.control.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import kilonova.control.operation.Operation;
import kilonova.control.operation.Outcome;
import kilonova.control.store.CommitProbe;
import kilonova.control.store.Database;
import kilonova.control.store.DatabaseSettings;
import kilonova.testkit.clock.HandClock;
import org.junit.jupiter.api.Test;

/** Nobody knows whether an operation was begun: its commit was not answered. */
final class DoubtTest {
    private final HandClock clock = new HandClock();
    private boolean lost;
    private final Engine engine = new Engine(
            Database.inline(DatabaseSettings.of("jdbc:sqlite::memory:"), Engine.env(clock, 1), new CommitProbe() {
                @Override
                public void afterCommit() throws SQLException {
                    if (lost) {
                        lost = false;
                        throw new SQLException("the wire broke", "08006");
                    }
                }
            }),
            Engine.env(clock, 2),
            "ada");

    @Test
    void itIsDrivenIfItIsThere() {
        lost = true;
        assertThatThrownBy(engine::begin).hasMessageContaining("try again");
        engine.drain();
        clock.pass(Duration.ofSeconds(1));
        engine.drain();
        assertThat(engine.errand.walks()).isEqualTo(1);
        List<Operation> open = engine.database.read(engine.operations::open);
        assertThat(open).isEmpty();
    }

    @Test
    void anAnswerThatMayBeRecordedIsNotActedOnTwice() {
        var id = engine.begin();
        engine.errand.onTheWay(() -> lost = true);
        engine.drain();
        engine.errand.onTheWay(() -> {});
        clock.pass(Duration.ofSeconds(1));
        engine.drain();
        assertThat(engine.operation(id).outcome()).contains(Outcome.SUCCEEDED);
        assertThat(engine.errand.walks()).isEqualTo(1);
    }
}
