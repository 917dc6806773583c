package kilonova.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TortureCommandTest {
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine = new CommandLine(new TortureCommand())
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--time 10 | --time 10: no duration (expected: such as 30s, 10m or 1h, at most a day)",
                "--time 0s | --time 0s: no duration",
                "--time 25h | --time 25h: no duration",
                "--replicas 0 | --replicas 0: out of range (expected: 1..5)",
                "--replicas 6 | --replicas 6: out of range",
                "--port-offset -1 | --port-offset -1: out of range",
                "--database oracle | --database: ",
                "--database postgresql://kilonova@db.example.org/kilonova | sends nothing beyond this machine",
                "--seed many | --seed"
            })
    void aWrongArgumentIsNamedAndEndsWithTwo(String arguments, String words) {
        assertThat(commandLine.execute(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(words);
    }
}
