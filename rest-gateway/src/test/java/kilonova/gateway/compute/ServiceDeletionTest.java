package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import kilonova.compute.v1.DeleteHostRequest;
import kilonova.kernel.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which service a version means by an id, and what is told of one that cannot be deleted. */
final class ServiceDeletionTest {
    private TestCloud cloud;

    @BeforeEach
    void serve() {
        cloud = new TestCloud();
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    private RestClient.Reply delete(String id, String version) {
        return cloud.request("DELETE", "/v2.1/os-services/" + id).at(version).send();
    }

    @Test
    void aServiceIsDeletedByItsId() {
        String id = Resources.host().getId();

        assertThat(delete(id, "2.53").status()).isEqualTo(204);
        assertThat(cloud.controlPlane.last(DeleteHostRequest.class).getId()).isEqualTo(id);
    }

    @Test
    void oldVersionsCallAServiceByItsNumber() {
        assertThat(delete(Long.toString(Resources.host().getSerial()), "2.52").status())
                .isEqualTo(204);
        assertThat(cloud.controlPlane.last(DeleteHostRequest.class).getId())
                .isEqualTo(Resources.host().getId());
    }

    @ParameterizedTest
    @CsvSource({"2.53, 7, 400", "2.52, host1, 400", "2.52, 77, 404", "2.52, -1, 400"})
    void anIdOfAnotherKindIsRefused(String version, String id, int status) {
        assertThat(delete(id, version).status()).isEqualTo(status);
    }

    @Test
    void aServiceOfTheControlPlaneStays() {
        var reply = delete(Long.toString(Resources.scheduler().getSerial()), "2.52");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.json().at("/conflictingRequest/message").asText()).contains("nova-scheduler");
    }

    @Test
    void aHostWithServersIsToldOfInNovasWords() {
        cloud.controlPlane.failure =
                Optional.of(new Problem.InUse("host", Resources.host().getId(), "servers"));

        var reply = delete(Resources.host().getId(), "2.90");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.json().at("/conflictingRequest/message").asText())
                .isEqualTo("Unable to delete compute service that is hosting instances. Migrate or delete the instances"
                        + " first.");
    }
}
