package kilonova.lab.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same seed is the same history, byte for byte: all that was asked, told and done, and every change committed. */
final class HistoryTest {
    private static final long[] SEEDS = {7, 11, 23, 42};

    @org.junit.jupiter.api.BeforeAll
    static void quiet() {
        ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME))
                .setLevel(ch.qos.logback.classic.Level.OFF);
    }

    /** Tells the histories of the seeds, in a Java machine of its own. */
    static final class Teller {
        private Teller() {}

        public static void main(String[] seeds) {
            quiet();
            for (String seed : seeds) {
                history(Long.parseLong(seed)).forEach(System.out::println);
            }
        }
    }

    private static List<String> history(long seed) {
        SimulationReport report = Simulation.run(seed, Weather.STORM, Set.of());
        var lines = new ArrayList<>(report.story());
        lines.addAll(report.changes());
        return lines;
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 11, 23, 42})
    void aSeedThatRunsTwiceIsTheSameHistory(long seed) {
        assertThat(history(seed)).isEqualTo(history(seed)).hasSizeGreaterThan(200);
    }

    @Test
    void anotherJavaMachineTellsTheSameHistories() throws Exception {
        var here = new ArrayList<String>();
        for (long seed : SEEDS) {
            here.addAll(history(seed));
        }
        assertThat(there()).isEqualTo(here);
    }

    private static List<String> there() throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.jooq.no-logo=true",
                "-Dorg.jooq.no-tips=true",
                "-cp",
                System.getProperty("java.class.path"),
                Teller.class.getName()));
        for (long seed : SEEDS) {
            command.add(Long.toString(seed));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).isZero();
        return told;
    }
}
