package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import kilonova.compute.v1.DeleteControlServiceRequest;
import kilonova.compute.v1.DeleteHostRequest;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.kernel.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which service a version means by an id, and what is told of one that cannot be deleted. */
final class ServiceDeletionTest {
    private static TestCloud cloud;

    @BeforeAll
    static void serve() {
        cloud = new TestCloud();
    }

    @AfterAll
    static void close() {
        cloud.close();
    }

    @BeforeEach
    void asNew() {
        cloud.controlPlane.asked.clear();
        cloud.controlPlane.failure = Optional.empty();
        cloud.controlPlane.wellAsked = Set.of();
    }

    private RestClient.Reply delete(String id, String version) {
        return cloud.request("DELETE", "/v2.1/os-services/" + id).at(version).send();
    }

    @Test
    void aServiceIsDeletedByItsId() {
        assertThat(delete(Resources.host().getServiceId(), "2.53").status()).isEqualTo(204);
        assertThat(cloud.controlPlane.last(DeleteHostRequest.class).getId())
                .isEqualTo(Resources.host().getId());
    }

    @Test
    void oldVersionsCallAServiceByItsNumber() {
        assertThat(delete(Long.toString(Resources.host().getSerial()), "2.52").status())
                .isEqualTo(204);
        assertThat(cloud.controlPlane.last(DeleteHostRequest.class).getId())
                .isEqualTo(Resources.host().getId());
    }

    @Test
    void anIdOfOldVersionsIsANumber() {
        assertThat(delete("host1", "2.52").json().at("/badRequest/message").asText())
                .isEqualTo("Invalid input received: id must be an integer");
    }

    @ParameterizedTest
    @CsvSource({"2.53, 7, 400", "2.52, host1, 400", "2.52, 77, 404", "2.52, -1, 400"})
    void anIdOfAnotherKindIsRefused(String version, String id, int status) {
        assertThat(delete(id, version).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"2.52, false", "2.53, true"})
    void aServiceOfTheControlPlaneCanBeDeletedToo(String version, boolean byId) {
        String id = Resources.scheduler().getId();
        // A number that no host has.
        String number = Long.toString(Resources.scheduler().getSerial());

        assertThat(delete(byId ? id : number, version).status()).isEqualTo(204);
        assertThat(cloud.controlPlane.last(DeleteControlServiceRequest.class).getId())
                .isEqualTo(id);
    }

    /** The hypervisor of a host is not its service. */
    @Test
    void whatIsNoServiceIsMissed() {
        String id = Resources.host().getHypervisor().getId();

        var reply = delete(id, "2.53");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().at("/itemNotFound/message").asText()).isEqualTo("Service " + id + " not found.");
    }

    @Test
    void aHostWithServersIsToldOfInNovasWords() {
        cloud.controlPlane.failure =
                Optional.of(new Problem.InUse("host", Resources.host().getId(), "servers"));
        cloud.controlPlane.wellAsked = Set.of(ListHostsRequest.class);

        var reply = delete(Resources.host().getServiceId(), "2.90");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.json().at("/conflictingRequest/message").asText())
                .isEqualTo("Unable to delete compute service that is hosting instances. Migrate or delete the instances"
                        + " first.");
    }
}
