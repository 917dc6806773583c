package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import kilonova.compute.v1.CreateServerRequest;
import kilonova.gateway.http.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Python's decoder takes as Base64 is taken, and comes to the control plane in Base64 that anybody can read. */
final class UserDataTest {
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
    }

    private RestClient.Reply create(String userData) {
        var server = Json.object()
                .put("name", "a")
                .put("flavorRef", "1")
                .put("imageRef", "70a599e0-31e7-49b7-b260-868f441e862b")
                .put("networks", "none")
                .put("user_data", userData);
        var body = Json.object();
        body.set("server", server);
        return cloud.post("/v2.1/servers", body.toString()).at("2.37").send();
    }

    /** {@code N} stands for a line break. */
    @ParameterizedTest
    @CsvSource({"%%%, ''", "'Y%W-J*j', YWJj", "YQ==YQ==, YQ==", "YWJj, YWJj", "YWNJjN, YWNJjN"})
    void whatNovaTakesIsTaken(String sent, String told) {
        var reply = create(sent.replace('N', '\n'));

        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(202);
        assertThat(cloud.controlPlane
                        .last(CreateServerRequest.class)
                        .getServer()
                        .getUserData())
                .isEqualTo(told.replace('N', '\n'));
    }

    @ParameterizedTest
    @CsvSource({"abcde", "a", "a==="})
    void whatNovaRefusesIsRefusedInItsWords(String sent) {
        var reply = create(sent);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/badRequest/message").asText())
                .isEqualTo("Invalid input for field/attribute user_data. Value: " + sent + ". '" + sent
                        + "' is not a 'base64'");
    }
}
