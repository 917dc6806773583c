package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A hypervisor is shown with all of its servers, however many pages they are at the control plane. */
final class HypervisorServersTest {
    private static TestCloud cloud;

    @BeforeAll
    static void serve() {
        cloud = new TestCloud();
        cloud.controlPlane.servers = FakeControlPlane.LONGEST_PAGE + 7;
    }

    @AfterAll
    static void close() {
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
