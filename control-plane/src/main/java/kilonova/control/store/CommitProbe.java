package kilonova.control.store;

/**
 * Stands at every commit. In production it does nothing; the simulator fails, loses or delays commits here, and crashes
 * the process before or after them.
 */
public interface CommitProbe {
    CommitProbe NONE = new CommitProbe() {};

    /** All statements of the group are done; throwing here means that nothing of it is kept. */
    default void beforeCommit() {}

    /** The group is durable; throwing here means that nobody hears of it. */
    default void afterCommit() {}
}
