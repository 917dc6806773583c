package kilonova.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import kilonova.testkit.clock.HandClock;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@EveryDatabase
final class LogPruningTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final HandClock clock = new HandClock();
    private final Env env = new Env(clock, new Random(1), Ids.timeOrdered(clock, new Random(1)));
    private final Database writer;
    private final Database reader;

    LogPruningTest(TestDatabase at) {
        // Neither follows the log by itself: the test says when.
        this.writer = Database.inline(TestStore.settings(at), env, CommitProbe.NONE);
        this.reader = Database.inline(TestStore.settings(at), env, CommitProbe.NONE);
        writer.write(tx -> ChangeLog.forget(tx, Long.MAX_VALUE));
    }

    @AfterEach
    void close() {
        reader.close();
        writer.close();
    }

    @Test
    void whatIsYoungAndNotTooMuchIsKept() {
        change(25);
        clock.pass(DAY.minusSeconds(1));
        pruning(100).tick();
        assertThat(kept()).isEqualTo(25);
    }

    @Test
    void whatIsOldIsForgottenInWholeBatches() {
        change(25);
        clock.pass(DAY.plusSeconds(1));
        change(3);
        pruning(100).tick();
        assertThat(kept()).as("the batch that is not full, and what is young").isEqualTo(8);
    }

    @Test
    void whatIsTooMuchIsForgottenHoweverYoung() {
        change(95);
        var pruning = pruning(40);
        pruning.tick();
        assertThat(kept()).isEqualTo(45);
        change(20);
        pruning.tick();
        assertThat(kept()).isEqualTo(45);
    }

    @Test
    void whoeverAsksForWhatIsForgottenHearsSo() {
        long before = writer.read(Database::revision);
        change(30);
        pruning(10).tick();
        assertThatThrownBy(() -> writer.read(tx -> ChangeLog.check(tx, before + 1)))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.problem())
                        .isEqualTo(new Problem.RevisionTooOld(before + 1, before + 20)));
        assertThatThrownBy(() -> writer.read(tx -> ChangeLog.reaching(tx, before + 1, 5)))
                .hasMessageContaining("snapshot");
        List<Committed> rest = writer.read(tx -> ChangeLog.reaching(tx, before + 20, 100));
        assertThat(rest).hasSize(10);
    }

    @Test
    void aProcessThatWasAwayForTooLongReadsEverythingAnewAndGoesOn() {
        var heard = new ArrayList<Long>();
        var missed = new ArrayList<Long>();
        reader.feed()
                .listen(
                        news -> news.forEach(each -> heard.add(each.revision())),
                        () -> missed.add(reader.feed().delivered()));
        change(30);
        pruning(10).tick();
        long newest = writer.read(Database::revision);

        reader.catchUp();
        change(1);
        reader.catchUp();

        assertThat(missed).containsExactly(newest - 10);
        assertThat(heard).hasSize(11).endsWith(newest + 1);
    }

    @Test
    void whoCouldNotReadAnewDoesSoAtTheNextLook() {
        var failures = new AtomicInteger(1);
        var missed = new AtomicInteger();
        reader.feed().listen(_ -> {}, () -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("the database is away");
            }
            missed.incrementAndGet();
        });
        change(30);
        pruning(10).tick();

        reader.catchUp();
        assertThat(missed).hasValue(0);

        reader.catchUp();
        reader.catchUp();
        assertThat(missed).hasValue(1);
    }

    private LogPruning pruning(long most) {
        return new LogPruning(env, writer, new LogBounds(DAY, most, 10));
    }

    private void change(int times) {
        for (int i = 0; i < times; i++) {
            writer.write(tx -> {
                tx.changed(Change.of("test", "1", "", 1));
                return true;
            });
        }
    }

    private int kept() {
        return RowCounts.of(writer).getOrDefault("change_log", -1);
    }
}
