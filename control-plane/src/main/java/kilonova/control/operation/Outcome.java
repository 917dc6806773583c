package kilonova.control.operation;

/** How an operation ended. */
public enum Outcome {
    SUCCEEDED,
    /** Undone, with the reason in the failure. */
    FAILED,
    /** A stronger request took its place. */
    CANCELLED
}
