package kilonova.control.store;

import static kilonova.control.store.tables.Tables.CHANGE_LOG;

import java.util.List;
import java.util.Optional;
import kilonova.kernel.Problem;
import org.jooq.impl.DSL;

/** The change log as rows: what was committed after a revision. */
public final class ChangeLog {
    private ChangeLog() {}

    /** Oldest first, without a gap: revisions become visible in order. */
    public static List<Committed> after(Tx tx, long revision, int limit) {
        return tx.sql()
                .selectFrom(CHANGE_LOG)
                .where(CHANGE_LOG.REVISION.gt(revision))
                .orderBy(CHANGE_LOG.REVISION)
                .limit(limit)
                .fetch(row -> new Committed(
                        row.getRevision(),
                        new Change(
                                row.getKind(),
                                row.getId(),
                                row.getProjectId(),
                                row.getGeneration(),
                                row.getDeleted(),
                                Optional.ofNullable(row.getPayload()))));
    }

    /**
     * Whether the log reaches back to the revision.
     *
     * @throws kilonova.kernel.ProblemException RevisionTooOld when it does not; Invalid for one that is yet to come
     */
    public static boolean check(Tx tx, long revision) {
        long newest = Database.revision(tx);
        if (revision > newest) {
            throw new Problem.Invalid("revision", revision + " is yet to come (newest: " + newest + ")").raise();
        }
        Long oldest =
                tx.sql().select(DSL.min(CHANGE_LOG.REVISION)).from(CHANGE_LOG).fetchOne(0, Long.class);
        long reaches = oldest == null ? newest : oldest - 1;
        if (revision != 0 && revision < reaches) {
            throw new Problem.RevisionTooOld(revision, reaches).raise();
        }
        return true;
    }
}
