package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import kilonova.compute.v1.UpdateHostRequest;
import kilonova.kernel.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services as they are listed and updated: which of them an id means, and what is told of those that cannot be updated. */
final class ServiceUpdateTest {
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
    }

    private RestClient.Reply update(String id, String body) {
        return cloud.request("PUT", "/v2.1/os-services/" + id)
                .at("2.53")
                .body(body)
                .send();
    }

    private static String message(RestClient.Reply reply) {
        return reply.json().findPath("message").asText();
    }

    @Test
    void aServiceIsUpdatedByItsOwnId() {
        var reply = update(Resources.host().getServiceId(), "{\"status\":\"disabled\",\"disabled_reason\":\"x\"}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().at("/service/id").asText())
                .isEqualTo(Resources.host().getServiceId());
        assertThat(cloud.controlPlane.last(UpdateHostRequest.class).getHost().getId())
                .isEqualTo(Resources.host().getId());
    }

    @Test
    void theIdOfAHypervisorIsNoServices() {
        String id = Resources.host().getHypervisor().getId();

        var reply = update(id, "{\"status\":\"enabled\"}");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(message(reply)).isEqualTo("Service " + id + " could not be found.");
    }

    @Test
    void servicesOfTheControlPlaneAreNotUpdated() {
        var reply = update(Resources.scheduler().getId(), "{\"status\":\"disabled\"}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(message(reply))
                .isEqualTo("Updating a nova-scheduler service is not supported. Only nova-compute services can be"
                        + " updated.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | No updates were requested. Fields 'status' or 'forced_down' should be specified.",
                "{\"disabled_reason\":\"x\"}"
                        + " | No updates were requested. Fields 'status' or 'forced_down' should be specified.",
                "{\"status\":\"enabled\",\"disabled_reason\":\"x\"}"
                        + " | Specifying 'disabled_reason' when status is 'enabled' is invalid."
            })
    void whatMakesNoSenseIsRefused(String body, String words) {
        var reply = update(Resources.host().getServiceId(), body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(message(reply)).isEqualTo(words);
    }

    /** A reason says something of a service that is disabled only. */
    @Test
    void aReasonWithoutAStatusIsPassedOver() {
        var reply = update(Resources.host().getServiceId(), "{\"forced_down\":true,\"disabled_reason\":\"x\"}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(cloud.controlPlane
                        .last(UpdateHostRequest.class)
                        .getUpdateMask()
                        .getPathsList())
                .containsExactly("forced_down");
    }

    @Test
    void oldVersionsMissAHostInTheWordsOfCells() {
        cloud.controlPlane.failure = Optional.of(new Problem.NotFound("host", "none"));

        var reply = cloud.request("PUT", "/v2.1/os-services/disable")
                .at("2.52")
                .body("{\"host\":\"none\",\"binary\":\"nova-compute\"}")
                .send();

        assertThat(reply.status()).isEqualTo(404);
        assertThat(message(reply)).isEqualTo("Host 'none' is not mapped to any cell");
    }

    /** As Nova's is when the service last reported, ours is when the node was last heard. */
    @Test
    void aServiceWasUpdatedWhenItsNodeWasLastHeard() {
        JsonNode services = cloud.get("/v2.1/os-services?binary=nova-compute")
                .at("2.53")
                .send()
                .json()
                .path("services");
        assertThat(services.findValuesAsText("updated_at")).containsExactly("2012-10-29T13:42:05.880302");
    }

    @Test
    void aHypervisorNamesTheServiceBesideItself() {
        JsonNode hypervisor = cloud.get("/v2.1/os-hypervisors/detail")
                .at("2.53")
                .send()
                .json()
                .at("/hypervisors/0");

        assertThat(hypervisor.path("id").asText())
                .isEqualTo(Resources.host().getHypervisor().getId());
        assertThat(hypervisor.at("/service/id").asText())
                .isEqualTo(Resources.host().getServiceId())
                .isNotEqualTo(hypervisor.path("id").asText());
    }
}
