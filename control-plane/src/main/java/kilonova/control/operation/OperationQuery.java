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
        Optional<Operation> after) {}
