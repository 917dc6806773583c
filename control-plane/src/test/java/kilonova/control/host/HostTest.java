package kilonova.control.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HostTest {
    private static final Host WELL = new Host(
            "id",
            1,
            "host",
            "node",
            "nova",
            "",
            "host",
            "QEMU",
            1,
            "127.0.0.1",
            "{}",
            "",
            1,
            true,
            "",
            false,
            true,
            1,
            0,
            0,
            0);

    @Test
    void aHostInTroubleIsTakenOutOfSchedulingWithTheReason() {
        Host troubled = WELL.reported(report("libvirt does not answer"), 1);
        assertThat(troubled.enabled()).isFalse();
        assertThat(troubled.disabledReason()).isEqualTo("AUTO: libvirt does not answer");
    }

    @Test
    void itComesBackWhenItRecovers() {
        Host back = WELL.reported(report("libvirt does not answer"), 1).reported(report(""), 2);
        assertThat(back.enabled()).isTrue();
        assertThat(back.disabledReason()).isEmpty();
    }

    @Test
    void whatAnOperatorTookOutStaysOut() {
        Host out = WELL.set(false, "maintenance", false, 1);
        Host back = out.reported(report("libvirt does not answer"), 2).reported(report(""), 3);
        assertThat(back.enabled()).isFalse();
        assertThat(back.disabledReason()).isEqualTo("maintenance");
    }

    @Test
    void aLongReasonFits() {
        assertThat(WELL.reported(report("x".repeat(2_000)), 1).disabledReason()).hasSize(255);
    }

    @Test
    void onlyTheTimesDifferWhenANodeSaysWhatIsKnown() {
        Host known = WELL.reported(report(""), 1).connected(true, "node", 1);
        assertThat(known.reported(report(""), 2).connected(true, "node", 2).saysAs(known))
                .isTrue();
        assertThat(known.reported(report("libvirt does not answer"), 2).saysAs(known))
                .isFalse();
        assertThat(known.connected(false, "node", 2).saysAs(known)).isFalse();
    }

    @Test
    void howLongItHasBeenRunningIsNoNews() {
        assertThat(WELL.running("up 2 days, load average: 0.31").saysAs(WELL)).isTrue();
        assertThat(WELL.running("up 2 days").uptime()).isEqualTo("up 2 days");
    }

    private static HostReport report(String trouble) {
        return new HostReport(
                "id",
                "host",
                "node",
                "nova",
                "host",
                "QEMU",
                1,
                "127.0.0.1",
                "{}",
                "",
                1,
                Map.of(),
                List.of(),
                trouble);
    }
}
