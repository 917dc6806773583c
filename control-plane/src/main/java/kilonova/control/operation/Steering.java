package kilonova.control.operation;

import kilonova.control.store.Tx;

/** The role of whoever drives operations, as callers steer them. Part of the caller's transaction. */
public interface Steering {

    /**
     * Calls the operation off: from here on what it did is undone.
     *
     * @return the operation as it is now
     * @throws kilonova.kernel.ProblemException NotCancellable, saying why
     */
    Operation cancel(Tx tx, Operation open);

    /** Makes the next attempt now, if it waits for the time of one; else looks once more at what it waits for. */
    Operation retry(Tx tx, Operation open);

    /** What an open operation waits for, in words. */
    String waitsFor(Operation open);
}
