package kilonova.gateway.compute.operation;

import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.OperationStep;
import kilonova.compute.v1.StepResult;

/**
 * Pure. What an operation did, as Nova's clients know it: not step by step, but one event for each host that worked on it,
 * named after the method of nova-compute that did so there. What waits for a host, or needs none, has no event, as in Nova;
 * only a create that found no host tells so, in an event of the conductor.
 *
 * @param finish empty while it goes on
 * @param result {@code Success} or {@code Error}, empty while it goes on
 * @param host empty where there was none, or the caller may not see it
 * @param details what went wrong, empty when nothing did, or the caller may not see it
 */
record ActionEvent(
        String name,
        Timestamp start,
        Optional<Timestamp> finish,
        String result,
        String host,
        String hostHash,
        String details) {
    private static final String CREATE = "create";
    private static final String BUILD = "compute__do_build_and_run_instance";
    private static final String UNPLACED = "conductor_schedule_and_build_instances";

    /** The step of a create that chooses a host: each host that it tries begins with one. */
    private static final String CHOICE = "CLAIM";

    private static final String CHOICE_UNDONE = "UNDO_CLAIM";

    /** In the order in which they began. */
    static List<ActionEvent> of(OperationMetadata operation) {
        return operation.getKind().equals(CREATE) ? builds(operation.getStepsList()) : work(operation);
    }

    private static List<ActionEvent> builds(List<OperationStep> steps) {
        var events = new ArrayList<ActionEvent>();
        int from = 0;
        for (int i = 1; i <= steps.size(); i++) {
            if (i == steps.size() || steps.get(i).getName().equals(CHOICE)) {
                build(steps.subList(from, i)).ifPresent(events::add);
                from = i;
            }
        }
        return events;
    }

    /** What became of one choice of a host. The build begins where the choice ends. */
    private static Optional<ActionEvent> build(List<OperationStep> attempt) {
        List<OperationStep> building =
                attempt.stream().filter(step -> !step.getName().equals(CHOICE)).toList();
        if (building.stream().anyMatch(step -> !step.getName().equals(CHOICE_UNDONE))) {
            return Optional.of(event(BUILD, building, attempt));
        }
        return attempt.stream().anyMatch(step -> step.getResult() == StepResult.STEP_RESULT_ERROR)
                ? Optional.of(event(UNPLACED, attempt, attempt))
                : Optional.empty();
    }

    private static List<ActionEvent> work(OperationMetadata operation) {
        List<OperationStep> steps = operation.getStepsList();
        return steps.stream().allMatch(step -> step.getHostHash().isEmpty())
                ? List.of()
                : List.of(event(method(operation.getKind()), steps, steps));
    }

    private static String method(String kind) {
        return "compute_" + (kind.equals("delete") ? "terminate" : kind) + "_instance";
    }

    /**
     * @param steps what it consists of, one at least
     * @param about where its host is told
     */
    private static ActionEvent event(String name, List<OperationStep> steps, List<OperationStep> about) {
        boolean over = steps.stream().allMatch(OperationStep::hasEndTime);
        boolean well = steps.stream().noneMatch(step -> step.getResult() == StepResult.STEP_RESULT_ERROR);
        return new ActionEvent(
                name,
                steps.getFirst().getStartTime(),
                over ? Optional.of(steps.getLast().getEndTime()) : Optional.empty(),
                over ? well ? "Success" : "Error" : "",
                first(about.stream().map(OperationStep::getHost).toList()),
                first(about.stream().map(OperationStep::getHostHash).toList()),
                first(steps.stream().map(OperationStep::getDetails).toList()));
    }

    private static String first(List<String> texts) {
        return texts.stream().filter(text -> !text.isEmpty()).findFirst().orElse("");
    }
}
