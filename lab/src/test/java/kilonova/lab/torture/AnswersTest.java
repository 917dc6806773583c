package kilonova.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What counts as a yes, as a no, and as something to ask again. */
class AnswersTest {
    @Test
    void aCreateThatRestAcceptsNamesItsServer() throws IOException {
        assertThat(RestCaller.told(202, "{\"server\": {\"id\": \"a\"}}", "")).isEqualTo(new Answer.Accepted("a", ""));
    }

    @Test
    void restIsAskedAgainAfterAServersFaultOrWhenThereWasTooMuch() throws IOException {
        assertThat(RestCaller.told(503, "", "a")).isEqualTo(new Answer.Unknown("HTTP 503"));
        assertThat(RestCaller.told(500, "", "a")).isEqualTo(new Answer.Unknown("HTTP 500"));
        assertThat(RestCaller.told(429, "", "a")).isEqualTo(new Answer.Unknown("HTTP 429"));
    }

    @Test
    void otherFaultsOfRestAreRefusals() throws IOException {
        assertThat(RestCaller.told(409, "", "a")).isEqualTo(new Answer.Refused("HTTP 409 (conflict)"));
        assertThat(RestCaller.told(403, "", "a")).isEqualTo(new Answer.Refused("HTTP 403"));
    }

    @Test
    void grpcIsAskedAgainWhenNobodyKnows() {
        assertThat(GrpcCaller.told(Status.UNAVAILABLE.asRuntimeException())).isInstanceOf(Answer.Unknown.class);
        assertThat(GrpcCaller.told(Status.DEADLINE_EXCEEDED.asRuntimeException()))
                .isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void otherStatusesOfGrpcAreRefusals() {
        assertThat(GrpcCaller.told(Status.NOT_FOUND.asRuntimeException())).isInstanceOf(Answer.Refused.class);
        assertThat(GrpcCaller.told(Status.UNAUTHENTICATED.asRuntimeException())).isInstanceOf(Answer.Refused.class);
    }
}
