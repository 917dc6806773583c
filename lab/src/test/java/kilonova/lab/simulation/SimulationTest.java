package kilonova.lab.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.LongStream;
import kilonova.control.guard.Guard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SimulationTest {
    /** Within so many seeds each deliberate bug must show. */
    private static final int SEEDS_TO_CATCH = 60;

    /** What the handlers of a dying process throw is logged; the story of the run tells it better. */
    @org.junit.jupiter.api.BeforeAll
    static void quiet() {
        java.util.logging.LogManager.getLogManager().reset();
        ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("kilonova"))
                .setLevel(ch.qos.logback.classic.Level.OFF);
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        assertThat(Simulation.run(7, Weather.STORM, Set.of()).story())
                .isEqualTo(Simulation.run(7, Weather.STORM, Set.of()).story());
    }

    @Test
    void inFairWeatherEveryPromiseHolds() {
        SimulationReport report = Simulation.run(1, Weather.FAIR, Set.of());
        assertThat(report.findings()).as(String.join("\n", report.story())).isEmpty();
        assertThat(report.operations()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noStormBreaksAPromise(long seed) {
        SimulationReport report = Simulation.run(seed, Weather.STORM, Set.of());
        assertThat(report.findings())
                .as("seed %s\n%s", seed, String.join("\n", report.story()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Guard.class)
    void aGuardThatIsDownIsMissed(Guard guard) {
        boolean missed = LongStream.rangeClosed(1, SEEDS_TO_CATCH)
                .mapToObj(seed -> Simulation.run(seed, Weather.STORM, Set.of(guard)))
                .flatMap(report -> report.findings().stream())
                .anyMatch(finding -> finding.promise() == guard.promise());
        assertThat(missed).as("promise %s without %s", guard.promise(), guard).isTrue();
    }
}
