package kilonova.control.workflow;

import kilonova.control.operation.Failure;

/** The one thing to do now. */
public sealed interface Effect {

    /** Reaches beyond the database, or takes thought that no transaction should wait for. Each workflow has its own. */
    non-sealed interface Outside extends Effect {}

    /** Only rows change: recorded at once, within the transaction of the step before. */
    record Rows() implements Effect {}

    /** Nothing can be done: what is recorded makes no sense. The answer is {@link Answer.Failed}. */
    record Fail(Failure why) implements Effect {}

    /** Waits for a signal on the subject; when none has helped by then, the answer is {@link Answer.Late}. */
    record Await(long untilMicros) implements Effect {}
}
