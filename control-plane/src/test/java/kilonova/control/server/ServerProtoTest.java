package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import kilonova.compute.v1.HostStatus;
import kilonova.control.host.HostGlance;
import kilonova.kernel.Vault;
import org.junit.jupiter.api.Test;

final class ServerProtoTest {
    private static final HostGlance HOST = new HostGlance("metal-7.rack-2", true, true);

    @Test
    void administratorsSeeTheHypervisorByTheNameThatItsNodeReports() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.running("one");
            var proto = new ServerProto(new Vault(new byte[Vault.KEY_BYTES], cloud.env.random()));
            var view = new ServerProto.View(true, true, true, true, false);
            var message = proto.message(cloud.server(begun), view, Optional.of(HOST));
            assertThat(message.getAdmin().getHost()).isEqualTo("host-1");
            assertThat(message.getAdmin().getHypervisorHostname()).isEqualTo("metal-7.rack-2");
            assertThat(message.getHostStatus()).isEqualTo(HostStatus.HOST_STATUS_UP);
        }
    }
}
