package kilonova.control.store;

import kilonova.kernel.Problem;

/** Tells what a database may be over tomorrow from what will fail in the same way for ever. */
public final class Passing {
    private Passing() {}

    /** Whether the same may work another time: the database is away, or full, or another hand was faster. */
    public static boolean is(Throwable failure) {
        return SqlFailure.away(failure)
                || SqlFailure.busy(failure)
                || SqlFailure.full(failure)
                || Problem.of(failure)
                        .filter(Problem.Unavailable.class::isInstance)
                        .isPresent();
    }
}
