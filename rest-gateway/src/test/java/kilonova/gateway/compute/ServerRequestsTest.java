package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.BatchCreateServersRequest;
import kilonova.compute.v1.ClearServerTagsRequest;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerMetadataItemRequest;
import kilonova.compute.v1.GetConsoleOutputRequest;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.Phase;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.ServerOrder;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.SetFlavorExtraSpecsRequest;
import kilonova.compute.v1.SetServerMetadataRequest;
import kilonova.compute.v1.UpdateServerRequest;
import kilonova.gateway.compute.RestClient.Request;
import kilonova.kernel.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches the control plane of requests about servers. */
final class ServerRequestsTest {
    private static final String SERVER = "/v2.1/servers/" + Resources.SERVER_ID;
    private static final String IMAGE = "70a599e0-31e7-49b7-b260-868f441e862b";

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
    void aPasswordIsMadeAndShownOnce() {
        var reply = create("\"networks\":\"none\"").at("2.37").send();

        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(202);
        assertThat(reply.json().at("/server/adminPass").asText()).hasSize(12).isEqualTo(spec().getAdminPassword());
        assertThat(reply.header("location").orElseThrow()).endsWith("/v2.1/servers/" + Resources.SERVER_ID);
        assertThat(spec().getNetworkChoice()).isEqualTo(NetworkChoice.NETWORK_CHOICE_NONE);
        assertThat(spec().getAdminPasswordGenerated()).isTrue();
    }

    @Test
    void aPasswordOfTheCallersIsNotSaidToBeMade() {
        create("\"networks\":\"none\",\"adminPass\":\"chosen\"").at("2.37").send();

        assertThat(spec().getAdminPassword()).isEqualTo("chosen");
        assertThat(spec().getAdminPasswordGenerated()).isFalse();
    }

    private static Request create(String more) {
        return cloud.post(
                "/v2.1/servers",
                "{\"server\":{\"name\":\"a\",\"flavorRef\":\"1\",\"imageRef\":\"" + IMAGE + "\"," + more + "}}");
    }

    private static ServerSpec spec() {
        return cloud.controlPlane.last(CreateServerRequest.class).getServer();
    }

    @Test
    void metadataIsAddedByPostAndReplacedByPut() {
        for (String method : List.of("POST", "PUT")) {
            var reply = cloud.request(method, SERVER + "/metadata")
                    .body("{\"metadata\":{\"foo\":\"bar\"}}")
                    .send();

            assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
            assertThat(reply.json().at("/metadata/foo").asText()).isEqualTo("bar");
            var asked = cloud.controlPlane.last(SetServerMetadataRequest.class);
            assertThat(asked.getReplace()).isEqualTo(method.equals("PUT"));
            assertThat(asked.getMetadataMap()).containsEntry("foo", "bar");
        }
    }

    @Test
    void anItemOfMetadataIsTheOneInThePath() {
        var mismatched = cloud.request("PUT", SERVER + "/metadata/other")
                .body("{\"meta\":{\"foo\":\"bar\"}}")
                .send();
        assertThat(mismatched.status()).isEqualTo(400);
        assertThat(mismatched.json().at("/badRequest/message").asText()).isEqualTo("Request body and URI mismatch");

        assertThat(cloud.request("DELETE", SERVER + "/metadata/my%20key").send().status())
                .isEqualTo(204);
        assertThat(cloud.controlPlane
                        .last(DeleteServerMetadataItemRequest.class)
                        .getKey())
                .isEqualTo("my key");
    }

    @Test
    void aNewTagHasAPlaceOfItsOwn() {
        var made = cloud.request("PUT", SERVER + "/tags/fresh").at("2.26").send();
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        assertThat(made.header("location").orElseThrow()).endsWith(SERVER + "/tags/fresh");

        var known = cloud.request("PUT", SERVER + "/tags/tag1").at("2.26").send();
        assertThat(known.status()).isEqualTo(204);
        assertThat(cloud.request("DELETE", SERVER + "/tags").at("2.26").send().status())
                .isEqualTo(204);
        assertThat(cloud.controlPlane.last(ClearServerTagsRequest.class).getId())
                .isEqualTo(Resources.SERVER_ID);
        assertThat(cloud.request("DELETE", SERVER + "/tags/tag1")
                        .at("2.25")
                        .send()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whatIsMissedIsToldInNovasWords() {
        cloud.controlPlane.failure = Optional.of(new Problem.NotFound("tag", "t", Resources.SERVER_ID));
        assertThat(cloud.request("DELETE", SERVER + "/tags/t")
                        .at("2.26")
                        .send()
                        .json()
                        .at("/itemNotFound/message")
                        .asText())
                .isEqualTo("Instance " + Resources.SERVER_ID + " has no tag 't'");

        cloud.controlPlane.failure = Optional.of(new Problem.NotFound("keypair", "k", "u1"));
        assertThat(cloud.request("GET", "/v2.1/os-keypairs/k")
                        .send()
                        .json()
                        .at("/itemNotFound/message")
                        .asText())
                .isEqualTo("Keypair k not found for user u1");

        cloud.controlPlane.failure = Optional.of(new Problem.QuotaExceeded("metadata_items", 3, 0, 2));
        var refused = cloud.request("PUT", SERVER + "/metadata")
                .body("{\"metadata\":{\"foo\":\"bar\"}}")
                .send();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().at("/forbidden/message").asText())
                .isEqualTo("Maximum number of metadata items exceeds 2");
    }

    @Test
    void userDataIsAskedForWhereItIsShown() {
        cloud.request("GET", "/v2.1/servers/detail").at("2.2").send();
        assertThat(cloud.controlPlane.last(ListServersRequest.class).getWithUserData())
                .isFalse();
        cloud.request("GET", "/v2.1/servers").at("2.3").send();
        assertThat(cloud.controlPlane.last(ListServersRequest.class).getWithUserData())
                .isFalse();
        cloud.request("GET", "/v2.1/servers/detail").at("2.3").send();
        assertThat(cloud.controlPlane.last(ListServersRequest.class).getWithUserData())
                .isTrue();
    }

    @Test
    void theLegacyApiHasNoVersionsAndDropsWhatItDoesNotKnow() {
        var reply = cloud.post(
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

    @ParameterizedTest
    @CsvSource({"2.1,true", "2.85,true", "2.86,false"})
    void extraSpecsAreHeldAgainstWhatIsKnownFromVersion86(String version, boolean lenient) {
        cloud.post("/v2.1/flavors/1/os-extra_specs", "{\"extra_specs\":{\"hw:cpu_policy\":\"wild\"}}")
                .at(version)
                .send();
        assertThat(cloud.controlPlane.last(SetFlavorExtraSpecsRequest.class).getLenient())
                .isEqualTo(lenient);
    }

    @Test
    void aBatchIsAsLargeAsCanBe() {
        create("\"max_count\":100000").send();
        assertThat(cloud.controlPlane.last(BatchCreateServersRequest.class).getMaxCount())
                .isEqualTo(1_000);
    }

    @Test
    void moreThanAtMostIsRefused() {
        assertThat(create("\"min_count\":3,\"max_count\":2").send().fault("badRequest"))
                .isEqualTo("min_count must be <= max_count");
    }

    @ParameterizedTest
    @CsvSource({"/tags/tag1,204", "/tags/tag2,404", "/metadata/none,404", "/ips/none,404"})
    void aPartOfAServerIsThereOrNot(String path, int status) {
        assertThat(cloud.get(SERVER + path).at("2.26").send().status()).isEqualTo(status);
    }

    @Test
    void anUpdateNamesTheFieldsItChanges() {
        cloud.request("PUT", SERVER)
                .body("{\"server\":{\"name\":\"b\",\"accessIPv4\":\"1.2.3.4\"}}")
                .send();

        assertThat(cloud.controlPlane
                        .last(UpdateServerRequest.class)
                        .getUpdateMask()
                        .getPathsList())
                .containsExactly("name", "access_ipv4");
    }

    @Test
    void aListIsAskedForInPagesAndLinkedWhenItIsCut() {
        cloud.controlPlane.servers = 600;

        var all = cloud.get("/v2.1/servers/detail").send();
        assertThat(all.json().path("servers")).hasSize(600);
        assertThat(all.json().has("servers_links")).isFalse();

        var some = cloud.get("/v2.1/servers/detail?limit=300&name=a%20b").send();
        assertThat(some.json().path("servers")).hasSize(300);
        assertThat(some.json().at("/servers_links/0/href").asText())
                .endsWith("/v2.1/servers/detail?limit=300&name=a+b&marker="
                        + some.json().at("/servers/299/id").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "2.1,host=h,false",
        "2.1,name=n,true",
        "2.4,ip6=f,false",
        "2.5,ip6=f,true",
        "2.82,key_name=k,false",
        "2.83,key_name=k,true",
        "2.83,user_id=u,true",
        "2.89,hostname=h,false",
        "2.90,hostname=h,true",
        "2.90,deleted=true,false",
        "2.90,uuid=u,false",
        "2.90,metadata=m,false",
        "2.1,_internal=1,false"
    })
    void eachVersionNamesTheFiltersOfEveryone(String version, String query, boolean everyone) {
        cloud.get("/v2.1/servers/detail?" + query).at(version).send();

        var asked = cloud.controlPlane.last(ListServersRequest.class);
        assertThat(asked.getFilter().getAllFields().isEmpty()).isEqualTo(!everyone);
        assertThat(asked.getPrivilegedFilter().getAllFields().isEmpty()).isEqualTo(everyone);
    }

    @Test
    void columnsThatNobodySeesSortNothing() {
        cloud.get("/v2.1/servers?sort_key=vcpus&sort_key=display_name&sort_dir=asc&sort_dir=asc")
                .send();
        assertThat(cloud.controlPlane.last(ListServersRequest.class).getOrderByList())
                .extracting(ServerOrder::getKey)
                .containsExactly("display_name");
    }

    @Test
    void theLimitNoneIsAnEmptyList() {
        assertThat(cloud.get("/v2.1/servers?limit=0").send().json().path("servers"))
                .isEmpty();
    }

    @Test
    void anUnknownStatusIsAnEmptyListUntilItIsRefused() {
        assertThat(cloud.get("/v2.1/servers?status=nice")
                        .at("2.37")
                        .send()
                        .json()
                        .path("servers"))
                .isEmpty();
        assertThat(cloud.get("/v2.1/servers?status=nice").at("2.38").send().fault("badRequest"))
                .isEqualTo("Invalid status value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vm_state=stoped", "task_state=resize_prep", "power_state=5"})
    void aStateThatNoServerCanBeInMatchesNone(String query) {
        cloud.get("/v2.1/servers?" + query).at("2.90").send();

        var filter = cloud.controlPlane.last(ListServersRequest.class).getFilter();
        assertThat(filter.getRestingStatesList().contains(RestingState.RESTING_STATE_UNSPECIFIED)
                        || filter.getPhasesList().contains(Phase.PHASE_UNSPECIFIED))
                .isTrue();
    }

    @Test
    void aPowerThatNoServerCanHaveMatchesNoneOfAStateEither() {
        cloud.get("/v2.1/servers?vm_state=active&power_state=5").at("2.90").send();

        assertThat(cloud.controlPlane.last(ListServersRequest.class).getFilter().getRestingStatesList())
                .containsExactly(RestingState.RESTING_STATE_UNSPECIFIED);
    }

    @Test
    void filtersAndOrderReachTheControlPlane() {
        cloud.get("/v2.1/servers?status=active&all_tenants=&sort_key=display_name&sort_dir=asc&marker=m&power_state=4")
                .send();

        var asked = cloud.controlPlane.last(ListServersRequest.class);
        assertThat(asked.getFilter().getStatusesList()).containsExactly("ACTIVE");
        assertThat(asked.getFilter().getAllProjects()).isTrue();
        assertThat(asked.getPrivilegedFilter().getPower()).isEqualTo(kilonova.compute.v1.Power.POWER_SHUT_OFF);
        assertThat(asked.getAfterId()).isEqualTo("m");
        assertThat(asked.getOrderBy(0).getKey()).isEqualTo("display_name");
        assertThat(asked.getOrderBy(0).getDescending()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"50,50", "'\"7\"',7", "-1,-1"})
    void consoleLinesMayBeWrittenAsText(String length, int lines) {
        cloud.post(SERVER + "/action", "{\"os-getConsoleOutput\":{\"length\":" + length + "}}")
                .send();

        assertThat(cloud.controlPlane.last(GetConsoleOutputRequest.class).getLines())
                .isEqualTo(lines);
    }
}
