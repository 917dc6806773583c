package kilonova.node.guest;

import java.time.Instant;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.HostAction;
import kilonova.node.journal.ActionRecord;

/** The one thing to do next for a guest. */
sealed interface Step {
    /**
     * Let the hypervisor do something, then look again.
     *
     * @param once whether it belongs to a one-shot action, whose record must be on disk first
     */
    record Act(HostAction action, boolean once) implements Step {}

    /** Write down how far a one-shot action has come. */
    record Note(ActionRecord action) implements Step {}

    /** The guest was asked to shut down: it has until then. */
    record Await(Instant until) implements Step {}

    /** The wish is carried out. */
    record Settle() implements Step {}

    /** The wish cannot be carried out. */
    record Fail(FaultReason reason, String message) implements Step {}

    /** Nothing to do. */
    record Rest() implements Step {}
}
