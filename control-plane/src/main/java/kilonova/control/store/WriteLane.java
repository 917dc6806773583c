package kilonova.control.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import kilonova.control.guard.Guard;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that writes. Many transactions share one commit; one that fails takes nothing of the others with it, and
 * none is answered before the commit is durable and the change feed has it.
 *
 * <p>As a rule all succeed, so they run side by side. After a failure the group runs again with each as a savepoint, and
 * so do the next {@link #CAREFUL_GROUPS}: a savepoint costs two statements, which over a network are two round trips.
 */
final class WriteLane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteLane.class);

    /** Groups whose transactions run apart after one of a group has failed. */
    static final int CAREFUL_GROUPS = 64;

    private final WriteConnection connection;
    private final RevisionRow revisions;
    private final CommitProbe probe;
    private final Consumer<List<Committed>> published;
    private int careful;

    /** One of a group failed that ran side by side: nothing of the group is kept. */
    private static final class Entangled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Entangled(Throwable cause) {
            super(cause);
        }
    }

    /** The way to the database broke during the commit: nobody here knows whether it happened. */
    private static final class OutcomeUnknown extends SQLException {
        private static final long serialVersionUID = 1L;

        OutcomeUnknown(SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause);
        }
    }

    WriteLane(
            WriteConnection connection,
            LongSupplier nowMicros,
            Fence fence,
            CommitProbe probe,
            Consumer<List<Committed>> published) {
        this.connection = connection;
        this.revisions = new RevisionRow(nowMicros, fence);
        this.probe = probe;
        this.published = published;
    }

    /** Runs these transactions in one commit, and again one by one when that fails. Never throws. */
    void run(List<? extends LaneJob<?>> group) {
        List<Committed> committed;
        try {
            committed = commit(group);
        } catch (Entangled failure) {
            connection.rollBack();
            careful = CAREFUL_GROUPS;
            group.forEach(LaneJob::takenBack);
            run(group);
            return;
        } catch (SQLException | RuntimeException | Error failure) {
            connection.rollBack();
            notCommitted(group, failure);
            return;
        }
        try {
            probe.afterCommit();
            tell(group, committed);
        } catch (SQLException lost) {
            outcomeUnknown(group, lost);
            return;
        } catch (RuntimeException | Error failure) {
            group.forEach(job -> job.failed(failure));
        }
        group.forEach(LaneJob::settle);
    }

    private List<Committed> commit(List<? extends LaneJob<?>> group) throws SQLException {
        var changes = new ArrayList<Change>();
        DSLContext sql = connection.begin();
        boolean alone = group.size() == 1;
        boolean apart = !alone && careful > 0;
        careful -= apart ? 1 : 0;
        for (LaneJob<?> job : group) {
            if (alone) {
                job.run(sql);
            } else if (apart) {
                runInSavepoint(job, sql);
            } else {
                runBesideOthers(job, sql);
            }
            changes.addAll(job.changes());
        }
        List<Committed> committed = changes.isEmpty() ? List.of() : revisions.append(sql, changes);
        if (!Guard.DURABLE_BEFORE_ANSWERED.stands()) {
            group.forEach(LaneJob::settle);
        }
        try {
            probe.beforeCommit();
            connection.commit();
        } catch (SQLException failed) {
            throw SqlFailure.away(failed) ? new OutcomeUnknown(failed) : failed;
        }
        return committed;
    }

    private static void runBesideOthers(LaneJob<?> job, DSLContext sql) {
        try {
            job.run(sql);
        } catch (RuntimeException | Error failed) {
            if (SqlFailure.busy(failed) || SqlFailure.away(failed)) {
                throw failed;
            }
            throw new Entangled(failed);
        }
    }

    /** One that lost a race runs again at once: what it lost against is committed, and visible to its next statement. */
    private void runInSavepoint(LaneJob<?> job, DSLContext sql) throws SQLException {
        boolean again;
        do {
            connection.savepoint();
            again = false;
            try {
                job.run(sql);
                connection.release();
            } catch (RuntimeException | Error refused) {
                if (SqlFailure.busy(refused) || SqlFailure.away(refused)) {
                    throw refused;
                }
                connection.rollBackToSavepoint();
                again = job.mayRace(refused);
                if (!again) {
                    job.failed(SqlFailure.told(refused));
                }
            }
        } while (again);
    }

    private void notCommitted(List<? extends LaneJob<?>> group, Throwable failure) {
        if (failure instanceof OutcomeUnknown) {
            outcomeUnknown(group, failure);
        } else if (failure instanceof Fenced) {
            group.forEach(job -> job.doubtful(SqlFailure.told(failure)));
            group.forEach(LaneJob::settle);
        } else if (group.size() > 1) {
            group.forEach(job -> run(List.of(job)));
        } else {
            LaneJob<?> job = group.getFirst();
            boolean again = SqlFailure.busy(failure) && job.attempts() < LaneJob.MAX_ATTEMPTS
                    || SqlFailure.away(failure) && job.attempts() == 1
                    || job.mayRace(failure);
            if (again) {
                run(group);
            } else {
                job.failed(SqlFailure.told(failure));
                job.settle();
            }
        }
    }

    /** The change log tells later what came of it; those who can look for themselves are asked to. */
    private static void outcomeUnknown(List<? extends LaneJob<?>> group, Throwable failure) {
        for (LaneJob<?> job : group) {
            wake(job.doubts());
            job.doubtful(SqlFailure.told(failure));
        }
        group.forEach(LaneJob::settle);
    }

    private void tell(List<? extends LaneJob<?>> group, List<Committed> committed) {
        if (!committed.isEmpty()) {
            // It is durable whatever becomes of telling it: the callers hear that, and the wakes run.
            wake(List.of(() -> published.accept(committed)));
        }
        group.forEach(job -> wake(job.wakes()));
    }

    private static void wake(List<Runnable> wakes) {
        for (Runnable wake : wakes) {
            try {
                wake.run();
            } catch (RuntimeException failed) {
                LOG.error("what a commit should have woken failed", failed);
            }
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
