package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import kilonova.kernel.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Nova says of a change that would put a host into two zones, by what the change was. */
final class AggregateZonesTest {
    private static TestCloud cloud;

    @BeforeAll
    static void serve() {
        cloud = new TestCloud();
        cloud.controlPlane.failure = Optional.of(
                new Problem.Invalid("zone", "One or more hosts already in availability zone(s) ['london']"));
    }

    @AfterAll
    static void close() {
        cloud.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /action | {\"add_host\":{\"host\":\"a\"}} | 409 | add host to aggregate",
                "POST | /action | {\"remove_host\":{\"host\":\"a\"}} | 409 | remove host from aggregate",
                "POST | /action | {\"set_metadata\":{\"metadata\":{\"availability_zone\":\"b\"}}} | 400"
                        + " | update metadata of aggregate",
                "PUT | '' | {\"aggregate\":{\"availability_zone\":\"b\"}} | 400 | update aggregate"
            })
    void theChangeIsNamed(String method, String path, String body, int status, String deed) {
        var reply =
                cloud.request(method, "/v2.1/os-aggregates/3" + path).body(body).send();

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.json().findPath("message").asText())
                .isEqualTo(
                        "Cannot " + deed + " 3. Reason: One or more hosts already in availability zone(s) ['london'].");
    }
}
