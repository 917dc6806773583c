package kilonova.lab.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import kilonova.lab.simulation.Commits.Fate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever befalls one commit of any kind of work, with the process that made it: every promise holds. */
final class CrashSweepTest {
    /** Begun by the audit alone, for what a bug has left behind; the laws of workflows try it at every commit. */
    private static final Set<String> BEGUN_BY_NOBODY = Set.of("clear");

    @org.junit.jupiter.api.BeforeAll
    static void quiet() {
        ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("kilonova"))
                .setLevel(ch.qos.logback.classic.Level.OFF);
    }

    /** New work that the script leaves out fails here. */
    @Test
    void theScriptBeginsWorkOfEveryKind() {
        CrashSweep.Outcome clean = CrashSweep.run(1, -1, Fate.GOOD);
        var due = new TreeSet<>(clean.known());
        due.removeAll(BEGUN_BY_NOBODY);
        assertThat(clean.begun()).containsAll(due);
        assertThat(clean.report().findings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEATH_BEFORE", "DEATH_AFTER", "UNHEARD", "LOST"})
    void noCommitCanBreakAPromise(Fate misfortune) {
        int commits = CrashSweep.run(1, -1, Fate.GOOD).commits();
        for (int each = 0; each < commits; each++) {
            held(each, misfortune);
        }
    }

    private static void held(int commit, Fate misfortune) {
        SimulationReport report = CrashSweep.run(1, commit, misfortune).report();
        assertThat(report.findings())
                .as("%s of commit %s%n%s", misfortune, commit, String.join("\n", report.story()))
                .isEmpty();
    }
}
