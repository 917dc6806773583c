package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import kilonova.compute.v1.SetDefaultQuotasRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits of classes: only those of one class count, and no other class may change them. */
final class QuotaClassTest {
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

    private RestClient.Reply update(String name) {
        return cloud.request("PUT", "/v2.1/os-quota-class-sets/" + name)
                .body("{\"quota_class_set\":{\"cores\":7}}")
                .send();
    }

    @Test
    void theDefaultClassIsWhatProjectsStartFrom() {
        assertThat(update("default").status()).isEqualTo(200);
        assertThat(cloud.controlPlane.last(SetDefaultQuotasRequest.class).getLimitsMap())
                .containsEntry("cores", 7L);
    }

    @Test
    void anotherClassLeavesTheDefaultAlone() {
        var reply = update("premium");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/badRequest/message").asText()).contains("premium");
        assertThat(cloud.controlPlane.asked).noneMatch(SetDefaultQuotasRequest.class::isInstance);
    }
}
