package kilonova.control.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that writes. Many transactions share one commit: each runs as a savepoint, so one that fails takes
 * nothing of the others with it, and none is answered before the commit is durable.
 */
final class WriteLane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteLane.class);
    /** How often a transaction is tried again when the database says that another one was in its way. */
    private static final int MAX_ATTEMPTS = 10;

    private final Connection connection;
    private final DSLContext sql;
    private final RevisionRow revisions;
    private final CommitProbe probe;
    private final Consumer<List<Committed>> published;

    WriteLane(
            Connection connection,
            DSLContext sql,
            LongSupplier nowMicros,
            CommitProbe probe,
            Consumer<List<Committed>> published) {
        this.connection = connection;
        this.sql = sql;
        this.revisions = new RevisionRow(nowMicros);
        this.probe = probe;
        this.published = published;
    }

    /** Runs these transactions in one commit, and again one by one when the database asks for it. Never throws. */
    void run(List<? extends LaneJob<?>> group) {
        try {
            List<Committed> committed = commit(group);
            for (LaneJob<?> job : group) {
                Tx tx = job.tx();
                if (tx != null) {
                    tx.wakes().forEach(Runnable::run);
                }
                job.settle();
            }
            if (!committed.isEmpty()) {
                published.accept(committed);
            }
        } catch (SQLException | RuntimeException failure) {
            rollBack();
            if (group.size() == 1 && (!retriable(failure) || group.getFirst().attempts() >= MAX_ATTEMPTS)) {
                LaneJob<?> job = group.getFirst();
                job.failed(
                        failure instanceof RuntimeException known ? known : new DataAccessException("commit", failure));
                job.settle();
                return;
            }
            for (LaneJob<?> job : group) {
                run(List.of(job));
            }
        }
    }

    private List<Committed> commit(List<? extends LaneJob<?>> group) throws SQLException {
        var changes = new ArrayList<Change>();
        boolean alone = group.size() == 1;
        for (LaneJob<?> job : group) {
            var tx = new Tx(sql);
            var savepoint = alone ? null : connection.setSavepoint();
            try {
                job.run(tx);
                if (savepoint != null) {
                    connection.releaseSavepoint(savepoint);
                }
                changes.addAll(tx.changes());
            } catch (RuntimeException refused) {
                if (retriable(refused)) {
                    throw refused;
                }
                job.failed(refused);
                if (savepoint != null) {
                    connection.rollback(savepoint);
                } else {
                    connection.rollback();
                    return List.of();
                }
            }
        }
        List<Committed> committed = changes.isEmpty() ? List.of() : revisions.append(sql, changes);
        probe.beforeCommit();
        connection.commit();
        probe.afterCommit();
        return committed;
    }

    /** Whether another transaction was in the way, so that trying again helps (SQLSTATE class 40, SQLITE_BUSY). */
    private static boolean retriable(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql) {
                String state = sql.getSQLState();
                if (state != null && state.startsWith("40")) {
                    return true;
                }
                int code = sql.getErrorCode() & 0xff;
                if (state == null && (code == 5 || code == 6)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void rollBack() {
        try {
            connection.rollback();
        } catch (SQLException lost) {
            LOG.warn("rolling back failed: {}", lost.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException lost) {
            LOG.warn("closing a connection failed: {}", lost.getMessage());
        }
    }
}
