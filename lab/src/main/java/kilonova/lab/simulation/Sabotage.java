package kilonova.lab.simulation;

/** A deliberate bug, each against one promise. The checker that misses it is no checker. */
public enum Sabotage {
    NONE,
    /** Promise 1: creates are acknowledged without being written. */
    ACKNOWLEDGE_UNWRITTEN,
    /** Promise 2: request ids are ignored. */
    IGNORE_REQUEST_IDS,
    /** Promise 3: hosts say that they have more than they have. */
    INFLATE_HOSTS,
    /** Promise 5: what a dead process left open is not taken up. */
    FORGET_OPEN_OPERATIONS
}
