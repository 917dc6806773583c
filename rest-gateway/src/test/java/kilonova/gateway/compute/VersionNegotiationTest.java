package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which version a request is answered in, and what is said of versions. */
final class VersionNegotiationTest {
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
    void theRootListsBothVersions() {
        var reply = cloud.get("/").send();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().at("/versions/1/version").asText()).isEqualTo("2.104");
        assertThat(reply.header("openstack-api-version")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/v2,v2.0", "/v2/,v2.0", "/v2.1,v2.1", "/v2.1/,v2.1"})
    void aVersionIsDescribedWithAndWithoutASlash(String path, String id) {
        assertThat(cloud.get(path).send().json().at("/version/id").asText()).isEqualTo(id);
    }

    @Test
    void aPathWithoutAVersionOffersChoices() {
        var reply = cloud.get("/servers/7").send();

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
        var reply = cloud.get(SERVER).header("OpenStack-API-Version", header).send();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("openstack-api-version")).contains("compute " + version);
        assertThat(reply.header("x-openstack-nova-api-version")).contains(version);
        assertThat(reply.header("vary")).contains("OpenStack-API-Version, X-OpenStack-Nova-API-Version");
    }

    @Test
    void theNewHeaderWinsOverTheOld() {
        var reply = cloud.get(SERVER)
                .header("OpenStack-API-Version", "compute 2.20")
                .at("2.30")
                .send();

        assertThat(reply.header("openstack-api-version")).contains("compute 2.20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two", "2", "2.01", "02.1", "2.x", "2.1.1"})
    void aMalformedVersionIs400(String version) {
        var reply = cloud.get(SERVER).at(version).send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.fault("badRequest"))
                .isEqualTo("API Version String " + version
                        + " is of invalid format. Must be of format MajorNum.MinorNum.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "2.105", "3.1", "1.1"})
    void aVersionOutOfRangeIs406(String version) {
        var reply = cloud.get(SERVER).at(version).send();

        assertThat(reply.status()).isEqualTo(406);
        assertThat(reply.fault("computeFault"))
                .isEqualTo("Version " + version + " is not supported by the API. Minimum is 2.1 and maximum is 2.104.");
    }
}
