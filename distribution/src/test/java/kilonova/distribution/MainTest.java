package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine =
            Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @ParameterizedTest
    @ValueSource(strings = {"demo", "up", "down", "status", "backup", "restore", "logs"})
    void everyCommandTellsAboutItself(String command) {
        assertThat(commandLine.execute(command, "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: kilonova " + command).contains("--data-dir=DIR");
    }

    @Test
    void theOverviewNamesEveryCommandForUsers() {
        commandLine.execute("--help");

        assertThat(out.toString())
                .contains("demo", "up", "down", "status", "backup", "restore", "logs", "bench")
                .doesNotContain("train");
    }

    @Test
    void aCloudThatIsNotThereIsSaidInWordsAndEndsWithOne(@TempDir Path empty) {
        assertThat(commandLine.execute("down", "--data-dir", empty.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("kilonova: there is no cloud in " + empty);
    }

    @Test
    void aMistypedOptionEndsWithTwo() {
        assertThat(commandLine.execute("up", "--hypervisor", "xen")).isEqualTo(2);
        assertThat(err.toString()).contains("--hypervisor");
    }
}
