package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import com.google.rpc.Status;
import java.time.Instant;
import java.util.List;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.OperationStep;
import kilonova.compute.v1.StepResult;
import org.junit.jupiter.api.Test;

class OperationWordsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000);

    private static Timestamp at(long seconds) {
        return Timestamp.newBuilder().setSeconds(seconds).build();
    }

    private static OperationMetadata.Builder build() {
        return OperationMetadata.newBuilder()
                .setId("op")
                .setKind("create")
                .setSubjectKind("server")
                .setSubjectId("one")
                .setCreateTime(at(900))
                .setDeadline(at(2_700))
                .addSteps(OperationStep.newBuilder()
                        .setName("CLAIM")
                        .setStartTime(at(900))
                        .setEndTime(at(901))
                        .setResult(StepResult.STEP_RESULT_SUCCESS))
                .addSteps(OperationStep.newBuilder()
                        .setName("SETTLE")
                        .setStartTime(at(910))
                        .setHost("host-1"));
    }

    private static Operation.Builder operation(OperationMetadata.Builder metadata) {
        return Operation.newBuilder().setName("operations/op").setMetadata(Any.pack(metadata.build()));
    }

    @Test
    void whatWaitsIsToldWithForWhatSinceWhenAndUntilWhen() {
        var waits = build().setWaitingFor("the host to start the guest").setNextAttemptTime(at(1_600));

        assertThat(OperationWords.table(List.of(operation(waits).build()), NOW).lines())
                .hasSize(2)
                .last()
                .asString()
                .contains("create", "one", "SETTLE", "1 min 30 s", "10 min 0 s", "the host to start the guest");
    }

    @Test
    void oneIsToldStepByStep() {
        String words = OperationWords.of(
                operation(build().setRetries(3).setExpectedEndTime(at(1_005))).build(), NOW);

        assertThat(words)
                .contains("open for    1 min 40 s", "deadline    in 28 min 20 s", "retries     3")
                .contains("expected    to end in 5.0 s")
                .containsPattern("CLAIM +1970-01-01T00:15:00Z +1.0 s")
                .containsPattern("SETTLE +1970-01-01T00:15:10Z +\\.\\.\\. +host-1");
    }

    @Test
    void whatFailedSaysWhy() {
        var failed = operation(build().setEndTime(at(950)))
                .setDone(true)
                .setError(Status.newBuilder().setCode(1).setMessage("The operation was cancelled."))
                .build();

        assertThat(OperationWords.of(failed, NOW)).contains("failed", "error       The operation was cancelled.");
        assertThat(OperationWords.table(List.of(failed), NOW)).contains("failed", "The operation was cancelled.");
    }

    @Test
    void nothingIsSaidToBeNothing() {
        assertThat(OperationWords.table(List.of(), NOW)).isEqualTo("none");
    }
}
