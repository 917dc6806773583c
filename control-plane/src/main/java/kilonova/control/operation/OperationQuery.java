package kilonova.control.operation;

import java.util.Optional;
import kilonova.control.identity.ProjectId;

/** Which operations to list, newest first. */
public record OperationQuery(
        Optional<ProjectId> project,
        Optional<Subject> subject,
        boolean openOnly,
        Optional<String> traceId,
        Optional<Long> changedSince,
        Optional<Long> changedBefore,
        Optional<Operation> after) {

    static OperationQuery openIn(Optional<ProjectId> project, Optional<Operation> after) {
        return new OperationQuery(
                project, Optional.empty(), true, Optional.empty(), Optional.empty(), Optional.empty(), after);
    }

    static OperationQuery traced(Optional<ProjectId> project, String traceId) {
        return new OperationQuery(
                project,
                Optional.empty(),
                false,
                Optional.of(traceId),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
