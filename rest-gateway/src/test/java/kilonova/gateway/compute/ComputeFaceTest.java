package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.GetConsoleOutputRequest;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.UpdateServerRequest;
import kilonova.gateway.compute.RestClient.Request;
import kilonova.gateway.http.FaceServer;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ComputeFaceTest {
    private static final String SERVER = "/v2.1/servers/" + Resources.SERVER_ID;
    private static final String IMAGE = "70a599e0-31e7-49b7-b260-868f441e862b";

    private static FakeControlPlane controlPlane;
    private static FaceServer server;
    private static RestClient client;

    @BeforeAll
    static void serve() {
        var env = Env.real();
        controlPlane = new FakeControlPlane();
        server = FaceServer.start(
                new ComputeFace(env.random(), "http://127.0.0.1:5000/v3"),
                new InetSocketAddress("127.0.0.1", 0),
                controlPlane.channel(),
                Duration.ofSeconds(30),
                env.ids());
        client = new RestClient(server.port());
    }

    @AfterAll
    static void close() {
        server.close();
        controlPlane.close();
    }

    @BeforeEach
    void healthy() {
        controlPlane.failure = Optional.empty();
        controlPlane.servers = 2;
        controlPlane.administrator = false;
    }

    private static Request get(String path) {
        return client.request("GET", path);
    }

    private static Request post(String path, String body) {
        return client.request("POST", path).body(body);
    }

    @Test
    void theRootListsBothVersions() {
        var reply = get("/").send();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().at("/versions/1/version").asText()).isEqualTo("2.104");
        assertThat(reply.header("openstack-api-version")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/v2,v2.0", "/v2/,v2.0", "/v2.1,v2.1", "/v2.1/,v2.1"})
    void aVersionIsDescribedWithAndWithoutASlash(String path, String id) {
        assertThat(get(path).send().json().at("/version/id").asText()).isEqualTo(id);
    }

    @Test
    void aPathWithoutAVersionOffersChoices() {
        var reply = get("/servers/7").send();

        assertThat(reply.status()).isEqualTo(300);
        assertThat(reply.json().at("/choices/1/links/0/href").asText()).endsWith("/v2.1/servers/7");
    }

    @ParameterizedTest
    @CsvSource({
        "compute 2.87,2.87",
        "compute latest,2.104",
        "'volume 3.1, compute 2.3',2.3",
        "volume 3.1,2.1",
        "compute 2.1,2.1"
    })
    void theVersionIsNegotiatedByHeader(String header, String version) {
        var reply = get(SERVER).header("OpenStack-API-Version", header).send();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("openstack-api-version")).contains("compute " + version);
        assertThat(reply.header("x-openstack-nova-api-version")).contains(version);
        assertThat(reply.header("vary")).contains("OpenStack-API-Version, X-OpenStack-Nova-API-Version");
    }

    @Test
    void theNewHeaderWinsOverTheOld() {
        var reply = get(SERVER)
                .header("OpenStack-API-Version", "compute 2.20")
                .at("2.30")
                .send();

        assertThat(reply.header("openstack-api-version")).contains("compute 2.20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two", "2", "2.01", "02.1", "2.x", "2.1.1"})
    void aMalformedVersionIs400(String version) {
        var reply = get(SERVER).at(version).send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.fault("badRequest"))
                .isEqualTo("API Version String " + version
                        + " is of invalid format. Must be of format MajorNum.MinorNum.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "2.105", "3.1", "1.1"})
    void aVersionOutOfRangeIs406(String version) {
        var reply = get(SERVER).at(version).send();

        assertThat(reply.status()).isEqualTo(406);
        assertThat(reply.fault("computeFault"))
                .isEqualTo("Version " + version + " is not supported by the API. Minimum is 2.1 and maximum is 2.104.");
    }

    @Test
    void theLegacyApiHasNoVersionsAndDropsWhatItDoesNotKnow() {
        var reply = post(
                        "/v2/servers",
                        "{\"server\":{\"name\":\" a \",\"flavorRef\":1,\"imageRef\":\"" + IMAGE
                                + "\",\"unknown\":true}}")
                .at("2.90")
                .send();

        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(202);
        assertThat(reply.header("openstack-api-version")).isEmpty();
        assertThat(spec().getName()).isEqualTo("a");
        assertThat(spec().getFlavorId()).isEqualTo("1");
    }

    private static ServerSpec spec() {
        return controlPlane.last(CreateServerRequest.class).getServer();
    }

    @Test
    void withoutATokenNothingIsAnswered() {
        var reply = client.request("GET", SERVER).header("X-Auth-Token", "").send();

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.json().at("/error/title").asText()).isEqualTo("Unauthorized");
        assertThat(reply.header("www-authenticate")).contains("Keystone uri=\"http://127.0.0.1:5000/v3\"");
    }

    @Test
    void tokenAndTraceGoOnToTheControlPlane() {
        var reply = get(SERVER).header("X-Auth-Token", "secret").send();

        assertThat(controlPlane.tokens.getLast()).isEqualTo("Bearer secret");
        assertThat(reply.header("x-compute-request-id")).contains(controlPlane.traces.getLast());
        assertThat(reply.header("x-openstack-request-id")).contains(controlPlane.traces.getLast());
    }

    @Test
    void whatIsGoneSaysSo() {
        var reply = get("/v2.1/os-cells").send();

        assertThat(reply.status()).isEqualTo(410);
        assertThat(reply.fault("computeFault"))
                .isEqualTo("This resource is no longer available.  No forwarding address is given.");
        assertThat(reply.header("openstack-api-version")).contains("compute 2.1");
    }

    @Test
    void whatIsAbsentNamesItself() {
        var reply = post(SERVER + "/action", "{\"rescue\":null}").send();

        assertThat(reply.status()).isEqualTo(501);
        assertThat(reply.fault("notImplemented")).isEqualTo("POST /servers/{id}/action rescue is not implemented.");
    }

    @ParameterizedTest
    @CsvSource({"GET,/v2.1/nothing", "PATCH,/v2.1/servers", "GET,/v2.1/servers/1/2/3/4"})
    void whatWasNeverThereIs404(String method, String path) {
        var reply = client.request(method, path).send();

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.fault("itemNotFound")).isEqualTo("The resource could not be found.");
    }

    @Test
    void anEndpointOutsideItsRangeIs404() {
        assertThat(get("/v2.1/os-hypervisors/statistics").at("2.87").send().status())
                .isEqualTo(200);
        assertThat(get("/v2.1/os-hypervisors/statistics").at("2.88").send().status())
                .isEqualTo(404);
    }

    @Test
    void aBodyThatIsNotJsonIsTold() {
        var reply = post("/v2.1/servers", "{").send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.fault("badRequest")).isEqualTo("Malformed request body");
    }

    @Test
    void anotherContentTypeIs415() {
        var reply = post("/v2.1/servers", "<server/>")
                .header("Content-Type", "application/xml")
                .send();

        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.fault("badMediaType")).isEqualTo("Unsupported Content-Type");
    }

    @Test
    void aBodyThatIsTooLargeIs413() {
        var reply = post("/v2.1/servers", "\"" + "x".repeat(RequestChecks.MAX_BODY_BYTES) + "\"")
                .send();

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.json().at("/overLimit/code").asInt()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"os-start\":null,\"os-stop\":null}", "null"})
    void anActionBodyHasOneKey(String body) {
        var reply = post(SERVER + "/action", body).send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.fault("badRequest")).isEqualTo("Malformed request body");
    }

    @Test
    void anUnknownActionIsNamed() {
        assertThat(post(SERVER + "/action", "{\"explode\":null}").send().fault("badRequest"))
                .isEqualTo("There is no such action: explode");
    }

    @Test
    void noBodyIsToldAsItsSchemaTellsIt() {
        assertThat(client.request("POST", "/v2.1/servers").send().fault("badRequest"))
                .isEqualTo("None is not of type 'object'");
    }

    @Test
    void aFieldThatBreaksItsSchemaIsNamed() {
        var reply = post("/v2.1/flavors", "{\"flavor\":{\"name\":\"f\",\"ram\":-1,\"vcpus\":1,\"disk\":1}}")
                .send();

        assertThat(reply.fault("badRequest"))
                .isEqualTo("Invalid input for field/attribute ram. Value: -1. -1 is less than the minimum of 1");
    }

    @Test
    void aQueryThatBreaksItsSchemaIsNamed() {
        assertThat(get("/v2.1/servers?limit=-1").send().fault("badRequest"))
                .isEqualTo("Invalid input for query parameters limit. Value: -1. '-1' does not match '^[0-9]*$'");
        assertThat(get("/v2.1/servers?nonsense=1").at("2.75").send().fault("badRequest"))
                .isEqualTo("'nonsense' does not match any of the regexes: '^_'");
        assertThat(get("/v2.1/servers?nonsense=1").at("2.74").send().status()).isEqualTo(200);
    }

    @Test
    void theProjectAndASuffixInThePathAreTolerated() {
        var reply = get("/v2.1/" + Resources.PROJECT + "/servers/" + Resources.SERVER_ID + ".json")
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
        controlPlane.failure = Optional.of(
                switch (kind) {
                    case "NotFound" -> new Problem.NotFound("server", "7");
                    case "WrongState" -> new Problem.WrongState("server", "7", "vm_state", "paused", "stop");
                    case "Locked" -> new Problem.Locked("server", "7");
                    case "Forbidden" -> new Problem.Forbidden("os_compute_api:servers:show");
                    case "Invalid" -> new Problem.Invalid("flavor_id", "Flavor 7 could not be found.");
                    case "Quota" -> new Problem.QuotaExceeded("instances", 1, 10, 10);
                    default -> new Problem.Unavailable("The host is away.", Duration.ofSeconds(1));
                });

        var reply = get(SERVER).send();

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.fault(key)).isEqualTo(message);
        assertThat(reply.header("x-compute-request-id")).isPresent();
    }

    @Test
    void aPasswordIsMadeAndShownOnce() {
        var reply = create("\"networks\":\"none\"").at("2.37").send();

        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(202);
        assertThat(reply.json().at("/server/adminPass").asText()).hasSize(12).isEqualTo(spec().getAdminPassword());
        assertThat(reply.header("location").orElseThrow()).endsWith("/v2.1/servers/" + Resources.SERVER_ID);
        assertThat(spec().getNetworkChoice()).isEqualTo(NetworkChoice.NETWORK_CHOICE_NONE);
    }

    private static Request create(String more) {
        return post(
                "/v2.1/servers",
                "{\"server\":{\"name\":\"a\",\"flavorRef\":\"1\",\"imageRef\":\"" + IMAGE + "\"," + more + "}}");
    }

    @Test
    void aServerIsDescribedByItsNameUntilItCanBeSaid() {
        create("\"key_name\":\"k\"").at("2.18").send();
        assertThat(spec().getDescription()).isEqualTo("a");

        create("\"description\":null").at("2.19").send();
        assertThat(spec().getDescription()).isEmpty();
    }

    @Test
    void aZoneMayNameHostAndNode() {
        create("\"availability_zone\":\"nova:host1:node1\"").send();

        assertThat(spec().getZone()).isEqualTo("nova");
        assertThat(spec().getForcedHost()).isEqualTo("host1");
        assertThat(spec().getForcedHypervisor()).isEqualTo("node1");
    }

    @Test
    void moreThanAtMostIsRefused() {
        assertThat(create("\"min_count\":3,\"max_count\":2").send().fault("badRequest"))
                .isEqualTo("min_count must be <= max_count");
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
        var reply = client.request("DELETE", "/v2.1" + path).at(version).send();

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.raw().body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/tags/tag1,204", "/tags/tag2,404", "/metadata/none,404", "/ips/none,404"})
    void aPartOfAServerIsThereOrNot(String path, int status) {
        assertThat(get(SERVER + path).at("2.26").send().status()).isEqualTo(status);
    }

    @Test
    void anUnknownMarkerIsNamed() {
        controlPlane.failure = Optional.of(new Problem.Invalid("after_id", "server m is not there"));

        assertThat(get("/v2.1/servers?marker=m").send().fault("badRequest")).isEqualTo("marker [m] not found");
    }

    @Test
    void aTakenFlavorSaysWhetherByNameOrById() {
        String body = "{\"flavor\":{\"name\":\"f\",\"id\":\"7\",\"ram\":1,\"vcpus\":1,\"disk\":1}}";
        controlPlane.failure = Optional.of(new Problem.Duplicate("flavor", "f"));
        assertThat(post("/v2.1/flavors", body).send().fault("conflictingRequest"))
                .isEqualTo("Flavor with name f already exists.");

        controlPlane.failure = Optional.of(new Problem.Duplicate("flavor", "7"));
        assertThat(post("/v2.1/flavors", body).send().fault("conflictingRequest"))
                .isEqualTo("Flavor with ID 7 already exists.");
    }

    @Test
    void theProjectInThePathGoesToTheControlPlane() {
        get("/v2.1/abc-1/servers/7").send();

        assertThat(controlPlane.projects.getLast()).isEqualTo("abc-1");
    }

    @Test
    void anUpdateNamesTheFieldsItChanges() {
        client.request("PUT", SERVER)
                .body("{\"server\":{\"name\":\"b\",\"accessIPv4\":\"1.2.3.4\"}}")
                .send();

        assertThat(controlPlane.last(UpdateServerRequest.class).getUpdateMask().getPathsList())
                .containsExactly("name", "access_ipv4");
    }

    @Test
    void aListIsAskedForInPagesAndLinkedWhenItIsCut() {
        controlPlane.servers = 600;

        var all = get("/v2.1/servers/detail").send();
        assertThat(all.json().path("servers")).hasSize(600);
        assertThat(all.json().has("servers_links")).isFalse();

        var some = get("/v2.1/servers/detail?limit=300&name=a%20b").send();
        assertThat(some.json().path("servers")).hasSize(300);
        assertThat(some.json().at("/servers_links/0/href").asText())
                .endsWith("/v2.1/servers/detail?limit=300&name=a+b&marker="
                        + some.json().at("/servers/299/id").asText());
    }

    @Test
    void theLimitNoneIsAnEmptyList() {
        assertThat(get("/v2.1/servers?limit=0").send().json().path("servers")).isEmpty();
    }

    @Test
    void anUnknownStatusIsAnEmptyListUntilItIsRefused() {
        assertThat(get("/v2.1/servers?status=nice").at("2.37").send().json().path("servers"))
                .isEmpty();
        assertThat(get("/v2.1/servers?status=nice").at("2.38").send().fault("badRequest"))
                .isEqualTo("Invalid status value");
    }

    @Test
    void filtersAndOrderReachTheControlPlane() {
        get("/v2.1/servers?status=active&all_tenants=&sort_key=display_name&sort_dir=asc&marker=m&power_state=4")
                .send();

        var asked = controlPlane.last(ListServersRequest.class);
        assertThat(asked.getFilter().getStatusesList()).containsExactly("ACTIVE");
        assertThat(asked.getFilter().getAllProjects()).isTrue();
        assertThat(asked.getFilter().getPower()).isEqualTo(kilonova.compute.v1.Power.POWER_SHUT_OFF);
        assertThat(asked.getAfterId()).isEqualTo("m");
        assertThat(asked.getOrderBy(0).getKey()).isEqualTo("display_name");
        assertThat(asked.getOrderBy(0).getDescending()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"50,50", "'\"7\"',7", "-1,-1"})
    void consoleLinesMayBeWrittenAsText(String length, int lines) {
        post(SERVER + "/action", "{\"os-getConsoleOutput\":{\"length\":" + length + "}}")
                .send();

        assertThat(controlPlane.last(GetConsoleOutputRequest.class).getLines()).isEqualTo(lines);
    }
}
