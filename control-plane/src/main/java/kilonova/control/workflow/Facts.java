package kilonova.control.workflow;

import kilonova.control.operation.Operation;

/** What is recorded of one operation and its subject, as one look at the database saw it. */
public interface Facts<F> {
    Operation operation();

    /** The same with the operation as it is after a step. */
    F with(Operation operation);

    /** The name of the host that the subject is on, for the record of each step; empty without one. */
    default String host() {
        return "";
    }

    /** When the present step began, microseconds. */
    default long stepStartedAt() {
        var steps = operation().steps();
        return steps.isEmpty() ? operation().createdAt() : steps.getLast().startedAt();
    }
}
