package kilonova.node.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ToolTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    @Timeout(30)
    void programsThatHangAreKilledAndGiveTheirTurnsBack() {
        for (int i = 0; i < 9; i++) {
            assertThatThrownBy(() -> Tool.run(SHORT, List.of("sleep", "600")))
                    .isInstanceOfSatisfying(GuestTrouble.class, trouble -> assertThat(trouble.reason())
                            .isEqualTo(FaultReason.HYPERVISOR_UNAVAILABLE))
                    .hasMessageContaining("did not end");
        }
        assertThat(Tool.run("echo", "next")).isEqualTo("next");
    }

    @Test
    @Timeout(15)
    void aChildThatKeepsThePipeDoesNotKeepTheNode() {
        assertThat(Tool.run("sh", "-c", "echo done; sleep 20 &")).isEqualTo("done");
    }

    @Test
    void moreThanAPipeHoldsIsReadAndTheBeginningKept() {
        assertThat(Tool.run("sh", "-c", "printf begin; head -c 3000000 /dev/zero | tr '\\0' x"))
                .startsWith("beginxxx")
                .hasSize(1 << 20);
    }

    @Test
    void whatReadsATenantsBytesIsHeldToAGigabyteAndHalfAMinute() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "no prlimit here");

        assertThat(Tool.inspect("sh", "-c", "ulimit -v; ulimit -t")).isEqualTo("1048576\n30");
        assertThat(Tool.run("sh", "-c", "ulimit -v")).isEqualTo("unlimited");
    }

    @Test
    void whatAFailedProgramPrintedIsTold() {
        assertThatThrownBy(() -> Tool.run("sh", "-c", "echo 'No space left on device' >&2; exit 1"))
                .isInstanceOfSatisfying(GuestTrouble.class, trouble -> assertThat(trouble.reason())
                        .isEqualTo(FaultReason.DISK_FULL));
    }
}
