package kilonova.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine =
            new CommandLine(new BenchCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void listNamesEveryBenchmark() {
        assertThat(commandLine.execute("--list")).isZero();
        assertThat(out.toString().lines().map(line -> line.split(" ", 2)[0]))
                .containsExactly("cloud", "streams", "recovery", "placement", "watch");
    }

    @ParameterizedTest
    @CsvSource({
        "'', NAME: missing",
        "clouds, NAME: no benchmark is called clouds",
        "cloud --seconds 0, --seconds 0: out of range (expected: 1..600)",
        "cloud --seconds 601, --seconds 601: out of range",
        "cloud --servers 999, --servers 999: out of range (expected: 1000..100000)",
        "cloud --seconds many, --seconds",
        "cloud --runs 0, --runs 0: out of range (expected: 1..99)",
        "streams --nodes 0, --nodes 0: out of range (expected: 1..20000)",
        "bare-replica, NAME: no benchmark is called bare-replica"
    })
    void aWrongArgumentIsNamedAndEndsWithTwo(String arguments, String words) {
        String[] split = arguments.isEmpty() ? new String[0] : arguments.split(" ");

        assertThat(commandLine.execute(split)).isEqualTo(2);
        assertThat(err.toString()).contains(words);
    }

    @Test
    void theAccountIsReadFromTheFileThatUsersLoad() {
        String openrc =
                "# Comment\nexport OS_USERNAME='admin'\nexport OS_PASSWORD='a-b_c='\nexport KILONOVA_GRPC='h:1'\n";

        assertThat(CloudAccess.account(openrc))
                .isEqualTo(Map.of("OS_USERNAME", "admin", "OS_PASSWORD", "a-b_c=", "KILONOVA_GRPC", "h:1"));
    }

    @Test
    void residentMemoryIsReadFromWhatLinuxTells() throws BenchFailure {
        assertThat(Resident.megabytes("VmPeak:\t  999 kB\nVmRSS:\t  204800 kB\nRssAnon:\t 1 kB\n"))
                .isEqualTo(200);
        assertThatThrownBy(() -> Resident.megabytes("VmPeak:\t  999 kB\n")).isInstanceOf(BenchFailure.class);
    }
}
