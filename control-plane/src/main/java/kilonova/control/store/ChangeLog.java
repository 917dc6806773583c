package kilonova.control.store;

import static kilonova.control.store.tables.Tables.CHANGE_LOG;

import java.util.List;
import java.util.Optional;

/** The committed changes, as they are kept. */
public final class ChangeLog {
    private ChangeLog() {}

    /** What was committed after the revision, oldest first: without a gap, because revisions become visible in order. */
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
}
