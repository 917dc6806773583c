package kilonova.control.store;

import java.sql.SQLException;

/**
 * Stands at every commit. In production it does nothing; the simulator fails, loses or delays commits here, and crashes
 * the process before or after them.
 */
public interface CommitProbe {
    CommitProbe NONE = new CommitProbe() {};

    /**
     * All statements of the group are done; throwing here means that nothing of it is kept.
     *
     * @throws SQLException as a database would: a lost connection leaves open whether the commit happened
     */
    default void beforeCommit() throws SQLException {}

    /**
     * The group is durable; throwing here means that nobody hears of it.
     *
     * @throws SQLException a lost connection leaves open whether the commit happened
     */
    default void afterCommit() throws SQLException {}
}
