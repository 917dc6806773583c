package kilonova.control.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a process and its database bear that the other says nothing. A machine that is gone, and a wire that is cut, end no
 * connection: without these limits a lane would wait for minutes, and the rows that a process held when it was cut off, of
 * which one is taken by every commit, would be held until its connection is found to be dead.
 */
final class SilenceLimits {
    private static final Logger LOG = LoggerFactory.getLogger(SilenceLimits.class);
    /** No statement of a transaction or of a read takes as long; what is not answered by then never will be. */
    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** The lease of a replica: one that begins a transaction and then says nothing for so long is shut out in any case. */
    private static final Duration TRANSACTION = Duration.ofSeconds(2);

    private SilenceLimits() {}

    /** For a connection that was opened to write. */
    static void ofWriter(Dialect dialect, Connection connection) throws SQLException {
        ofReader(dialect, connection);
        for (String setting : settings(dialect)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(setting);
            } catch (SQLException unknown) {
                LOG.debug("this database does not bound silent transactions: {}", unknown.getMessage());
            }
        }
    }

    /** For a connection of the pool, each time it is taken: costs no round trip. */
    static void ofReader(Dialect dialect, Connection connection) throws SQLException {
        switch (dialect) {
            case SQLITE -> {
                // A file is always there.
            }
            case POSTGRESQL, MARIADB -> connection.setNetworkTimeout(Runnable::run, (int) ANSWER.toMillis());
        }
    }

    private static List<String> settings(Dialect dialect) {
        return switch (dialect) {
            case SQLITE -> List.of();
            case POSTGRESQL -> List.of("set idle_in_transaction_session_timeout = " + TRANSACTION.toMillis());
            case MARIADB -> List.of("set session idle_transaction_timeout = " + TRANSACTION.toSeconds());
        };
    }
}
