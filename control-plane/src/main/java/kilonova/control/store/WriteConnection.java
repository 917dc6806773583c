package kilonova.control.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of one write lane. It is opened when a transaction begins and again after it was lost.
 *
 * <p>SQLite's driver begins the next transaction as soon as one ends, which would keep every other writer out for good:
 * there, transactions are spelled in SQL and the driver is told that there are none.
 */
final class WriteConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteConnection.class);
    private static final int VALID_SECONDS = 2;

    private final boolean spelled;
    private final Supplier<Connection> opener;
    private final Function<Connection, DSLContext> dsl;
    private @Nullable Connection connection;

    WriteConnection(Dialect dialect, Supplier<Connection> opener, Function<Connection, DSLContext> dsl) {
        this.spelled = dialect == Dialect.SQLITE;
        this.opener = opener;
        this.dsl = dsl;
    }

    /** Begins a transaction; statements of it go through the answer. */
    DSLContext begin() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = opener.get();
            open.setAutoCommit(spelled);
            connection = open;
        }
        if (spelled) {
            execute("begin immediate");
        }
        return dsl.apply(open);
    }

    void savepoint() throws SQLException {
        execute("savepoint one_of_many");
    }

    void release() throws SQLException {
        execute("release savepoint one_of_many");
    }

    void rollBackToSavepoint() throws SQLException {
        execute("rollback to savepoint one_of_many");
        execute("release savepoint one_of_many");
    }

    void commit() throws SQLException {
        if (spelled) {
            execute("commit");
        } else {
            open().commit();
        }
    }

    /** Ends the transaction with nothing kept, if there is one; lets go of a connection that no longer works. */
    void rollBack() {
        Connection open = connection;
        if (open == null) {
            return;
        }
        try {
            if (!spelled) {
                open.rollback();
            } else if (!open.isClosed()) {
                execute("rollback");
            }
        } catch (SQLException failed) {
            // SQLite has rolled back by itself when a disk is full; a server may be gone.
            LOG.debug("rolling back: {}", failed.getMessage());
        }
        if (!spelled && !works(open)) {
            close();
        }
    }

    private static boolean works(Connection open) {
        try {
            return open.isValid(VALID_SECONDS);
        } catch (SQLException broken) {
            return false;
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = open().prepareStatement(sql)) {
            statement.execute();
        }
    }

    private Connection open() throws SQLException {
        if (connection == null) {
            throw new SQLException("no transaction has begun", "08003");
        }
        return connection;
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (SQLException lost) {
            LOG.warn("closing a connection failed: {}", lost.getMessage());
        }
    }
}
