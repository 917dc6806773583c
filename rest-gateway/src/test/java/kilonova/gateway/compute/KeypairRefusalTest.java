package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import kilonova.kernel.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Nova says of keys that are none, and of pages that begin nowhere. */
final class KeypairRefusalTest {
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

    @ParameterizedTest
    @CsvSource({
        "ssh, failed to generate fingerprint",
        "x509, failed to generate X509 fingerprint. Error message: Unable to load PEM file."
    })
    void aBrokenKeyHasNoFingerprint(String type, String why) {
        cloud.controlPlane.failure =
                Optional.of(new Problem.Invalid("keypair.public_key", "Keypair data is invalid: cut off"));

        var reply = cloud.post(
                        "/v2.1/os-keypairs",
                        "{\"keypair\":{\"name\":\"a\",\"type\":\"" + type + "\",\"public_key\":\"broken\"}}")
                .at("2.2")
                .send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/badRequest/message").asText()).isEqualTo("Keypair data is invalid: " + why);
    }

    @Test
    void anUnknownMarkerIsNamed() {
        cloud.controlPlane.failure = Optional.of(new Problem.Invalid("after_name", "keypair none is not there"));

        var reply = cloud.get("/v2.1/os-keypairs?marker=none").at("2.35").send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/badRequest/message").asText()).isEqualTo("Marker none could not be found.");
    }
}
