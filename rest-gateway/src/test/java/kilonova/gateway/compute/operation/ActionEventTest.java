package kilonova.gateway.compute.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.OperationStep;
import kilonova.compute.v1.StepResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Nova's clients read of our steps. Steps begin a second apart, and end where the next begins. */
final class ActionEventTest {
    private final OperationMetadata.Builder operation = OperationMetadata.newBuilder();

    private ActionEventTest kind(String kind) {
        operation.setKind(kind);
        return this;
    }

    private ActionEventTest step(String name, String host, StepResult result) {
        int at = operation.getStepsCount();
        var step = OperationStep.newBuilder()
                .setName(name)
                .setStartTime(Timestamps.fromSeconds(at))
                .setResult(result)
                .setHost(host)
                .setHostHash(host.isEmpty() ? "" : "hash of " + host);
        if (result != StepResult.STEP_RESULT_UNSPECIFIED) {
            step.setEndTime(Timestamps.fromSeconds(at + 1));
        }
        if (result == StepResult.STEP_RESULT_ERROR) {
            step.setDetails("why");
        }
        operation.addSteps(step);
        return this;
    }

    private ActionEventTest well(String name, String host) {
        return step(name, host, StepResult.STEP_RESULT_SUCCESS);
    }

    private ActionEventTest badly(String name, String host) {
        return step(name, host, StepResult.STEP_RESULT_ERROR);
    }

    private ActionEventTest open(String name) {
        return step(name, "", StepResult.STEP_RESULT_UNSPECIFIED);
    }

    private List<ActionEvent> events() {
        return ActionEvent.of(operation.build());
    }

    private static ActionEvent event(String name, long start, long finish, String result, String host, String details) {
        return new ActionEvent(
                name,
                Timestamps.fromSeconds(start),
                finish == 0 ? Optional.empty() : Optional.of(Timestamps.fromSeconds(finish)),
                result,
                host,
                host.isEmpty() ? "" : "hash of " + host,
                details);
    }

    @ParameterizedTest
    @CsvSource({
        "stop, compute_stop_instance",
        "start, compute_start_instance",
        "reboot, compute_reboot_instance",
        "delete, compute_terminate_instance"
    })
    void workOnAHostIsNamedAfterTheMethodOfNovaCompute(String kind, String event) {
        kind(kind).well("WISH", "a").well("SETTLE", "a");

        assertThat(events()).containsExactly(event(event, 0, 2, "Success", "a", ""));
    }

    @Test
    void whatGoesOnHasNoEndAndNoResult() {
        kind("stop").well("WISH", "a").open("SETTLE");

        assertThat(events()).containsExactly(event("compute_stop_instance", 0, 0, "", "a", ""));
    }

    @Test
    void whatFailedSaysSoOnceItIsOver() {
        kind("stop").well("WISH", "a").badly("SETTLE", "a").open("UNDO_WISH");
        assertThat(events()).extracting(ActionEvent::result).containsExactly("");

        operation.removeSteps(2);
        badly("UNDO_WISH", "a");
        assertThat(events()).containsExactly(event("compute_stop_instance", 0, 3, "Error", "a", "why"));
    }

    @Test
    void aServerWithoutAHostIsDeletedWithoutAnEvent() {
        kind("delete").well("GUEST", "").well("GONE", "").well("NETWORK", "").well("RELEASE", "");

        assertThat(events()).isEmpty();
    }

    @Test
    void aBuildBeginsWhereItsHostIsChosen() {
        kind("create").open("CLAIM");
        assertThat(events()).isEmpty();

        operation.clearSteps();
        well("CLAIM", "a").open("NETWORK");
        assertThat(events()).containsExactly(event("compute__do_build_and_run_instance", 1, 0, "", "a", ""));

        operation.clearSteps();
        well("CLAIM", "a").well("NETWORK", "a").well("BOOT", "a").well("SETTLE", "a");
        assertThat(events()).containsExactly(event("compute__do_build_and_run_instance", 1, 4, "Success", "a", ""));
    }

    @Test
    void eachHostThatTriedABuildHasItsEvent() {
        kind("create")
                .well("CLAIM", "a")
                .badly("NETWORK", "a")
                .badly("UNDO_NETWORK", "a")
                .badly("UNDO_CLAIM", "a");
        well("CLAIM", "b").well("NETWORK", "b").well("BOOT", "b").well("SETTLE", "b");

        assertThat(events())
                .containsExactly(
                        event("compute__do_build_and_run_instance", 1, 4, "Error", "a", "why"),
                        event("compute__do_build_and_run_instance", 5, 8, "Success", "b", ""));
    }

    @Test
    void whereNoHostIsValidTheConductorSaysSo() {
        kind("create").badly("CLAIM", "").badly("UNDO_CLAIM", "");

        assertThat(events()).containsExactly(event("conductor_schedule_and_build_instances", 0, 2, "Error", "", "why"));
    }
}
