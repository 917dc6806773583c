package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import kilonova.kernel.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every endpoint of the compute API has in common: checks, faults, headers. */
final class ComputeFaceTest {
    private static final String SERVER = "/v2.1/servers/" + Resources.SERVER_ID;

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
    void healthy() {
        cloud.controlPlane.failure = Optional.empty();
        cloud.controlPlane.servers = 2;
        cloud.controlPlane.administrator = false;
    }

    @Test
    void withoutATokenNothingIsAnswered() {
        var reply = cloud.request("GET", SERVER).header("X-Auth-Token", "").send();

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.json().at("/error/title").asText()).isEqualTo("Unauthorized");
        assertThat(reply.header("www-authenticate")).contains("Keystone uri=\"http://127.0.0.1:5000/v3\"");
    }

    @Test
    void tokenAndTraceGoOnToTheControlPlane() {
        var reply = cloud.get(SERVER).header("X-Auth-Token", "secret").send();

        assertThat(cloud.controlPlane.tokens.getLast()).isEqualTo("Bearer secret");
        assertThat(reply.header("x-compute-request-id")).contains(cloud.controlPlane.traces.getLast());
        assertThat(reply.header("x-openstack-request-id")).contains(cloud.controlPlane.traces.getLast());
    }

    @Test
    void whatIsGoneSaysSo() {
        var reply = cloud.get("/v2.1/os-cells").send();

        assertThat(reply.status()).isEqualTo(410);
        assertThat(reply.fault("computeFault"))
                .isEqualTo("This resource is no longer available.  No forwarding address is given.");
        assertThat(reply.header("openstack-api-version")).contains("compute 2.1");
    }

    @Test
    void whatIsAbsentNamesItself() {
        var reply = cloud.post(SERVER + "/action", "{\"rescue\":null}").send();

        assertThat(reply.status()).isEqualTo(501);
        assertThat(reply.fault("notImplemented")).isEqualTo("POST /servers/{id}/action rescue is not implemented.");
    }

    @ParameterizedTest
    @CsvSource({"GET,/v2.1/nothing", "PATCH,/v2.1/servers", "GET,/v2.1/servers/1/2/3/4"})
    void whatWasNeverThereIs404(String method, String path) {
        var reply = cloud.request(method, path).send();

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.fault("itemNotFound")).isEqualTo("The resource could not be found.");
    }

    @Test
    void anEndpointOutsideItsRangeIs404() {
        assertThat(cloud.get("/v2.1/os-hypervisors/statistics")
                        .at("2.87")
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(cloud.get("/v2.1/os-hypervisors/statistics")
                        .at("2.88")
                        .send()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aBodyThatIsNotJsonIsTold() {
        var reply = cloud.post("/v2.1/servers", "{").send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.fault("badRequest")).isEqualTo("Malformed request body");
    }

    @Test
    void anotherContentTypeIs415() {
        var reply = cloud.post("/v2.1/servers", "<server/>")
                .header("Content-Type", "application/xml")
                .send();

        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.fault("badMediaType")).isEqualTo("Unsupported Content-Type");
    }

    @Test
    void aBodyThatIsTooLargeIs413() {
        var reply = cloud.post("/v2.1/servers", "\"" + "x".repeat(RequestChecks.MAX_BODY_BYTES) + "\"")
                .send();

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.json().at("/overLimit/code").asInt()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"os-start\":null,\"os-stop\":null}", "null"})
    void anActionBodyHasOneKey(String body) {
        var reply = cloud.post(SERVER + "/action", body).send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.fault("badRequest")).isEqualTo("Malformed request body");
    }

    @Test
    void anUnknownActionIsNamed() {
        assertThat(cloud.post(SERVER + "/action", "{\"explode\":null}").send().fault("badRequest"))
                .isEqualTo("There is no such action: explode");
    }

    @Test
    void noBodyIsToldAsItsSchemaTellsIt() {
        assertThat(cloud.request("POST", "/v2.1/servers").send().fault("badRequest"))
                .isEqualTo("None is not of type 'object'");
    }

    @Test
    void aFieldThatBreaksItsSchemaIsNamed() {
        var reply = cloud.post("/v2.1/flavors", "{\"flavor\":{\"name\":\"f\",\"ram\":-1,\"vcpus\":1,\"disk\":1}}")
                .send();

        assertThat(reply.fault("badRequest"))
                .isEqualTo("Invalid input for field/attribute ram. Value: -1. -1 is less than the minimum of 1");
    }

    @Test
    void aQueryThatBreaksItsSchemaIsNamed() {
        assertThat(cloud.get("/v2.1/servers?limit=-1").send().fault("badRequest"))
                .isEqualTo("Invalid input for query parameters limit. Value: -1. '-1' does not match '^[0-9]*$'");
        assertThat(cloud.get("/v2.1/servers?nonsense=1").at("2.75").send().fault("badRequest"))
                .isEqualTo("'nonsense' does not match any of the regexes: '^_'");
        assertThat(cloud.get("/v2.1/servers?nonsense=1").at("2.74").send().status())
                .isEqualTo(200);
    }

    @Test
    void theProjectAndASuffixInThePathAreTolerated() {
        var reply = cloud.get("/v2.1/" + Resources.PROJECT + "/servers/" + Resources.SERVER_ID + ".json")
                .send();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().at("/server/links/0/href").asText())
                .endsWith("/v2.1/" + Resources.PROJECT + "/servers/" + Resources.SERVER_ID);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NotFound|404|itemNotFound|Instance 7 could not be found.",
                "WrongState|409|conflictingRequest|Cannot 'stop' instance 7 while it is in vm_state paused",
                "Locked|409|conflictingRequest|Instance 7 is locked",
                "Forbidden|403|forbidden|Policy doesn't allow os_compute_api:servers:show to be performed.",
                "Invalid|400|badRequest|Flavor 7 could not be found.",
                "Quota|403|forbidden|Quota exceeded for instances: Requested 1, but already used 10 of 10 instances",
                "Unavailable|503|serviceUnavailable|The host is away."
            })
    void problemsAreToldInNovasWords(String kind, int status, String key, String message) {
        cloud.controlPlane.failure = Optional.of(
                switch (kind) {
                    case "NotFound" -> new Problem.NotFound("server", "7");
                    case "WrongState" -> new Problem.WrongState("server", "7", "vm_state", "paused", "stop");
                    case "Locked" -> new Problem.Locked("server", "7");
                    case "Forbidden" -> new Problem.Forbidden("os_compute_api:servers:show");
                    case "Invalid" -> new Problem.Invalid("flavor_id", "Flavor 7 could not be found.");
                    case "Quota" -> new Problem.QuotaExceeded("instances", 1, 10, 10);
                    default -> new Problem.Unavailable("The host is away.", Duration.ofSeconds(1));
                });

        var reply = cloud.get(SERVER).send();

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.fault(key)).isEqualTo(message);
        assertThat(reply.header("x-compute-request-id")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "/servers/7,2.1,204",
        "/flavors/7,2.1,202",
        "/flavors/1/os-extra_specs/hw:numa_nodes,2.1,200",
        "/os-keypairs/k,2.1,202",
        "/os-keypairs/k,2.2,204",
        "/os-quota-sets/p,2.1,202"
    })
    void aDeletionAnswersWithTheCodeOfItsVersion(String path, String version, int status) {
        var reply = cloud.request("DELETE", "/v2.1" + path).at(version).send();

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.raw().body()).isEmpty();
    }

    @Test
    void anUnknownMarkerIsNamed() {
        cloud.controlPlane.failure = Optional.of(new Problem.Invalid("after_id", "server m is not there"));

        assertThat(cloud.get("/v2.1/servers?marker=m").send().fault("badRequest"))
                .isEqualTo("marker [m] not found");
    }

    @Test
    void aTakenFlavorSaysWhetherByNameOrById() {
        String body = "{\"flavor\":{\"name\":\"f\",\"id\":\"7\",\"ram\":1,\"vcpus\":1,\"disk\":1}}";
        cloud.controlPlane.failure = Optional.of(new Problem.Duplicate("flavor", "f"));
        assertThat(cloud.post("/v2.1/flavors", body).send().fault("conflictingRequest"))
                .isEqualTo("Flavor with name f already exists.");

        cloud.controlPlane.failure = Optional.of(new Problem.Duplicate("flavor", "7"));
        assertThat(cloud.post("/v2.1/flavors", body).send().fault("conflictingRequest"))
                .isEqualTo("Flavor with ID 7 already exists.");
    }

    @Test
    void theProjectInThePathGoesToTheControlPlane() {
        cloud.get("/v2.1/abc-1/servers/7").send();

        assertThat(cloud.controlPlane.projects.getLast()).isEqualTo("abc-1");
    }
}
