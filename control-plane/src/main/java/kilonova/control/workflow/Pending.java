package kilonova.control.workflow;

import kilonova.control.operation.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What a tick left behind.
 *
 * @param step an effect to be performed, null when the operation ended or waits
 */
record Pending(Operation operation, @Nullable Performance<?, ?> step) {

    /** An effect with the facts that it was decided from. */
    record Performance<S extends Enum<S>, F extends Facts<F>>(Workflow<S, F> workflow, Effect.Outside effect, F facts) {
        Answer perform() {
            return workflow.perform(effect, facts);
        }

        void forgo() {
            workflow.forgo(effect, facts);
        }
    }
}
