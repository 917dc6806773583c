package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import kilonova.gateway.compute.operation.InstanceActions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One instance action, version by version, and beside Nova's API. */
final class InstanceActionsTest {
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
        cloud.controlPlane.administrator = false;
    }

    private JsonNode events(String version) {
        return cloud.get("/v2.1/servers/" + Resources.SERVER_ID + "/os-instance-actions/" + Resources.TRACE)
                .at(version)
                .send()
                .json()
                .at("/instanceAction/events");
    }

    @Test
    void theWorkOfAHostIsOneEventWithNovasName() {
        cloud.controlPlane.administrator = true;

        assertThat(events("2.84")).singleElement().satisfies(event -> assertThat(event.toString())
                .isEqualTo("{\"event\":\"compute_stop_instance\",\"start_time\":\"2018-04-25T01:26:28.880302\","
                        + "\"hostId\":\"" + Resources.HOST_HASH
                        + "\",\"finish_time\":\"2018-04-25T01:26:30.880302\",\"result\":\"Success\","
                        + "\"host\":\"host1\",\"traceback\":null,\"details\":null}"));
    }

    @Test
    void olderVersionsAndOthersSeeLessOfIt() {
        cloud.controlPlane.administrator = true;
        assertThat(events("2.83").get(0).has("details")).isFalse();
        assertThat(events("2.61").get(0).has("host")).isFalse();
        assertThat(events("2.61").get(0).has("hostId")).isFalse();

        cloud.controlPlane.administrator = false;
        assertThat(events("2.84").get(0).has("host")).isFalse();
        assertThat(events("2.84").get(0).has("traceback")).isFalse();
        assertThat(events("2.84").get(0).get("hostId").asText()).isEqualTo(Resources.HOST_HASH);
        assertThat(events("2.50").isMissingNode()).isTrue();
    }

    @Test
    void anUnknownMarkerIsNamed() {
        var reply = cloud.get("/v2.1/servers/" + Resources.SERVER_ID + "/os-instance-actions?marker=req-none")
                .at("2.58")
                .send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/badRequest/message").asText()).isEqualTo("Marker req-none could not be found.");
    }

    @Test
    void aWatcherSeesTheStepsToo() {
        JsonNode newest = InstanceActions.newest(Resources.stop(true));

        assertThat(newest.findValuesAsText("step")).containsExactly("wish", "settle");
        assertThat(newest.findValuesAsText("event")).containsExactly("compute_stop_instance");
    }
}
