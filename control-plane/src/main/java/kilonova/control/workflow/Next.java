package kilonova.control.workflow;

import java.time.Duration;
import kilonova.control.operation.Failure;

/** Where an answer leads. */
public sealed interface Next<S> {

    /** On to another step. */
    record To<S>(S step) implements Next<S> {}

    /** The same step again, after a pause. */
    record Again<S>(Duration pause) implements Next<S> {}

    /** The work failed: on to undoing it. The reason stays with the operation. */
    record Undo<S>(S step, Failure why) implements Next<S> {}

    /** What failed is undone; the work is tried anew from a step. The reason is forgotten. */
    record Anew<S>(S step) implements Next<S> {}

    /** The end: failed if a reason is recorded, else succeeded. */
    record End<S>() implements Next<S> {}
}
