package kilonova.lab.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SimulationTest {
    /** What the handlers of a dying process throw is logged; the story of the run tells it better. */
    @org.junit.jupiter.api.BeforeAll
    static void quiet() {
        java.util.logging.LogManager.getLogManager().reset();
        ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("kilonova"))
                .setLevel(ch.qos.logback.classic.Level.OFF);
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 12);
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        assertThat(Simulation.run(7, Weather.STORM, Sabotage.NONE).story())
                .isEqualTo(Simulation.run(7, Weather.STORM, Sabotage.NONE).story());
    }

    @Test
    void inFairWeatherEveryPromiseHolds() {
        SimulationReport report = Simulation.run(1, Weather.FAIR, Sabotage.NONE);
        assertThat(report.findings()).as(String.join("\n", report.story())).isEmpty();
        assertThat(report.creates()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noStormBreaksAPromise(long seed) {
        SimulationReport report = Simulation.run(seed, Weather.STORM, Sabotage.NONE);
        assertThat(report.findings())
                .as("seed %s\n%s", seed, String.join("\n", report.story()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Sabotage.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aDeliberateBugIsCaught(Sabotage bug) {
        String promise = String.valueOf(
                switch (bug) {
                    case ACKNOWLEDGE_UNWRITTEN -> 1;
                    case IGNORE_REQUEST_IDS -> 2;
                    case INFLATE_HOSTS -> 3;
                    case FORGET_OPEN_OPERATIONS -> 5;
                    case NONE -> throw new IllegalArgumentException("no bug");
                });
        boolean caught = LongStream.rangeClosed(1, 6)
                .mapToObj(seed -> Simulation.run(seed, Weather.STORM, bug))
                .flatMap(report -> report.findings().stream())
                .anyMatch(finding -> finding.startsWith(promise + ":"));
        assertThat(caught).as("promise %s broken by %s", promise, bug).isTrue();
    }
}
