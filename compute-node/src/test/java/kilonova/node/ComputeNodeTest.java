package kilonova.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import kilonova.kernel.Env;
import kilonova.node.hypervisor.FakeTemper;
import kilonova.node.session.SessionSettings;
import kilonova.node.v1.GuestPower;
import kilonova.node.v1.GuestSpec;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.WantedPower;
import kilonova.node.v1.Wish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node with its real threads and files; only the control plane is ours. */
class ComputeNodeTest {
    private static final int HOSTS = 20;
    private static final int GUESTS = 200;
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void manyFakeHostsRunManyGuestsAndFindThemAgainAfterARestart(@TempDir Path data) throws Exception {
        NodeMessage.Hello before;
        try (var address = ControlOnAddress.start();
                var node = start(data, address)) {
            before = address.control().hello();
            wishGuests(address.control());
            awaitGuests(address.control());
            assertThat(node.connected()).isTrue();
        }
        try (var address = ControlOnAddress.start();
                var _ = start(data, address)) {
            assertThat(address.control().hello()).isEqualTo(before);
            awaitGuests(address.control());
            assertThat(address.control().inSnapshots()).hasSize(GUESTS);
        }
    }

    private static ComputeNode start(Path data, ControlOnAddress address) {
        var env = Env.real();
        return ComputeNode.startFake(
                data, SessionSettings.standard("test"), env, address.channel(), HOSTS, FakeTemper.calm(env.random()));
    }

    private static void awaitGuests(WatchfulControl control) throws InterruptedException {
        for (int i = 0; i < GUESTS; i++) {
            control.await(
                    "server-" + i,
                    SOON,
                    guest -> guest.getPower() == GuestPower.GUEST_POWER_RUNNING && guest.getGeneration() == 1);
        }
    }

    private static void wishGuests(WatchfulControl control) throws InterruptedException {
        for (int i = 0; i < GUESTS; i++) {
            control.state(Wish.newBuilder()
                    .setServerId("server-" + i)
                    .setHostId(control.hello().getHosts(i % HOSTS).getHostId())
                    .setGeneration(1)
                    .setEpoch(1)
                    .setPower(WantedPower.WANTED_POWER_RUNNING)
                    .setSpec(GuestSpec.newBuilder().setName("guest-" + i))
                    .build());
        }
    }
}
