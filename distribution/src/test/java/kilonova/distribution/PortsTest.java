package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void aTakenPortIsNamedWithItsService() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var ports = new Ports(Map.of(Service.COMPUTE, other.getLocalPort()));

            assertThat(ports.taken(InetAddress.getLoopbackAddress()))
                    .containsExactly(other.getLocalPort() + " (compute)");
        }
    }

    @Test
    void freePortsAreNotTaken() throws IOException {
        assertThat(Ports.free(InetAddress.getLoopbackAddress()).taken(InetAddress.getLoopbackAddress()))
                .isEmpty();
    }
}
