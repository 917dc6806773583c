package kilonova.control.workflow;

import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.store.Tx;

/**
 * One kind of long work. Each step is safe to run twice; undo is a step like any other.
 *
 * @param <S> the steps; their names are stored
 * @param <F> what the decisions see
 */
public interface Workflow<S extends Enum<S>, F extends Facts<F>> {

    /** The kind of its operations. */
    String kind();

    Class<S> steps();

    /** Reads what is recorded. */
    F look(Tx tx, Operation operation);

    /** Pure: the one thing to do now. */
    Effect decide(S step, F facts);

    /**
     * Does it. No transaction is open; may block, within the deadlines of the roles it calls.
     *
     * @throws kilonova.kernel.ProblemException which is recorded as the failure
     */
    Answer perform(Effect.Outside effect, F facts);

    /**
     * What was done of the effect and nobody else will undo is let go: its answer was not recorded, and it may be another
     * process that goes on. The step may be performed again here. Never throws.
     */
    default void forgo(Effect.Outside effect, F facts) {}

    /** Pure: where the answer leads. */
    Next<S> after(S step, F facts, Answer answer);

    /**
     * Writes the rows that the answer and the way on imply, in the transaction that records them.
     *
     * @return the facts as they are now
     * @throws Reconsider when the answer no longer fits: the step is decided anew
     */
    F record(Tx tx, S step, F facts, Answer answer, Next<S> next);

    /** Pure: where undoing begins when somebody calls the work off now. Most work cannot be. */
    default CallOff<S> callOff(S step, F facts) {
        return new CallOff.TooLate<>("what is begun of a " + kind() + " cannot be undone.");
    }

    /** Pure: what is waited for at the step, in words. */
    default String waitsFor(S step, Operation operation) {
        return step.name();
    }

    /**
     * Writes that the subject rests, with the reason. For an operation that a bug keeps from going on or back: what it
     * holds may be left behind, for whoever deletes the subject, or audits.
     */
    void abandon(Tx tx, F facts, Failure why);
}
