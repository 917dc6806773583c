package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hypervisor is shown with all of its servers, however many pages they are at the control plane. */
final class HypervisorServersTest {
    private TestCloud cloud;

    @BeforeEach
    void serve() {
        cloud = new TestCloud();
        cloud.controlPlane.servers = FakeControlPlane.LONGEST_PAGE + 7;
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void noServerIsLeftOut() {
        var hypervisor = cloud.get("/v2.1/os-hypervisors?with_servers=true")
                .at("2.53")
                .send()
                .json()
                .at("/hypervisors/0");

        assertThat(hypervisor.path("servers")).hasSize(FakeControlPlane.LONGEST_PAGE + 7);
    }
}
