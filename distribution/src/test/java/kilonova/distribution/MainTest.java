package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
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
    @ValueSource(strings = {"demo", "up", "down", "status", "node", "backup", "restore", "logs", "audit"})
    void everyCommandTellsAboutItself(String command) {
        assertThat(commandLine.execute(command, "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: kilonova " + command).contains("--data-dir=DIR");
    }

    @Test
    void theOverviewNamesEveryCommandForUsers() {
        commandLine.execute("--help");

        assertThat(out.toString())
                .contains(
                        "demo",
                        "up",
                        "down",
                        "status",
                        "node",
                        "backup",
                        "restore",
                        "logs",
                        "operations",
                        "audit",
                        "placement",
                        "bench")
                .doesNotContain("train");
    }

    @Test
    void aCloudThatIsNotThereIsSaidInWordsAndEndsWithOne(@TempDir Path empty) {
        assertThat(commandLine.execute("down", "--data-dir", empty.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("kilonova: there is no cloud in " + empty);
    }

    @ParameterizedTest
    @ValueSource(strings = {"export", "import"})
    void everyCommandAboutPlacementTellsAboutItself(String command) {
        assertThat(commandLine.execute("placement", command, "--help")).isZero();
        assertThat(out.toString())
                .startsWith("Usage: kilonova placement " + command)
                .contains("--data-dir=DIR", "FILE|URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"enroll", "list", "revoke"})
    void everyCommandAboutNodesTellsAboutItself(String command) {
        assertThat(commandLine.execute("node", command, "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: kilonova node " + command).contains("--data-dir=DIR");
    }

    @Test
    void aNodeWithoutABundleIsToldHowToGetOne(@TempDir Path empty) {
        assertThat(commandLine.execute("node", "--data-dir", empty.toString())).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("kilonova: --bundle FILE is needed")
                .contains("kilonova node enroll");
    }

    @Test
    void whatIsNoBundleIsSaidToBeNone(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "nonsense");
        assertThat(commandLine.execute("node", "--bundle", file.toString(), "--data-dir", folder + "/node"))
                .isEqualTo(1);
        assertThat(err.toString()).contains(file + " is no bundle of a node");
        assertThat(folder.resolve("node")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "show", "retry", "cancel"})
    void everyCommandAboutOperationsTellsAboutItself(String command) {
        assertThat(commandLine.execute("operations", command, "--help")).isZero();
        assertThat(out.toString())
                .startsWith("Usage: kilonova operations " + command)
                .contains("--data-dir=DIR", "--json");
    }

    @Test
    void operationsWithoutAWordIsAMistake() {
        assertThat(commandLine.execute("operations")).isEqualTo(2);
        assertThat(err.toString()).contains("list, show, retry and cancel");
    }

    @Test
    void aMistypedOptionEndsWithTwo() {
        assertThat(commandLine.execute("up", "--hypervisor", "xen")).isEqualTo(2);
        assertThat(err.toString()).contains("--hypervisor", "'xen' is none of auto, libvirt, fake, none");
    }
}
