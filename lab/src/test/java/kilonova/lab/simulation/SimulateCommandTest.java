package kilonova.lab.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class SimulateCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** What the handlers of a dying process throw is logged; the story of the run tells it better. */
    @org.junit.jupiter.api.BeforeAll
    static void quiet() {
        ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("kilonova"))
                .setLevel(ch.qos.logback.classic.Level.OFF);
    }

    private int run(String... arguments) {
        return new CommandLine(new SimulateCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void itSaysHowMuchWasSimulatedAndWhatWasInjected() throws Exception {
        assertThat(run("--seeds", "2", "--first", "5", "--json")).isZero();
        JsonNode told = new ObjectMapper().readTree(out.toString());
        assertThat(told.get("seeds").asLong()).isEqualTo(2);
        assertThat(told.get("operations").asLong()).isPositive();
        assertThat(told.get("simulated_hours").asDouble()).isPositive();
        assertThat(told.get("faults").size()).isGreaterThan(3);
        assertThat(told.get("findings").isEmpty()).isTrue();
    }

    @Test
    void aReplayTellsItsStory() {
        assertThat(run("--replay", "3")).isZero();
        assertThat(out.toString()).contains("peace", "acknowledged", "all that was committed", "every promise held");
    }

    @Test
    void nonsenseIsRefusedInWords() {
        assertThat(run("--time", "soon")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--time soon: no duration");
        assertThat(run("--seeds", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("--replay", "1", "--seeds", "2")).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Test
    void aFailingSeedIsToldWithTheCommandThatReplaysIt() {
        var tally = new Tally();
        tally.add(new SimulationReport(
                4711,
                Duration.ofHours(1),
                1,
                1,
                0,
                Map.of(),
                List.of(new kilonova.control.audit.Finding(1, "a server is lost")),
                List.of(),
                List.of()));
        assertThat(tally.words()).contains("promise 1: a server is lost", "./kilonova simulate --replay 4711");
        assertThat(tally.json().toString()).contains("\"replay\":\"./kilonova simulate --replay 4711\"");
    }
}
