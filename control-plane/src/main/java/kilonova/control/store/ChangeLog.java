package kilonova.control.store;

import static kilonova.control.store.tables.Tables.CHANGE_LOG;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import kilonova.control.store.tables.tables.records.ChangeLogRecord;
import kilonova.kernel.Problem;
import org.jooq.Result;
import org.jooq.impl.DSL;

/** The change log as rows: what was committed after a revision. */
public final class ChangeLog {
    private ChangeLog() {}

    /** @param at when it was committed, microseconds */
    public record Dated(Committed committed, long at) {}

    /** Oldest first, without a gap: revisions become visible in order. */
    public static List<Committed> after(Tx tx, long revision, int limit) {
        return rows(tx, revision, limit).map(ChangeLog::committed);
    }

    private static Result<ChangeLogRecord> rows(Tx tx, long revision, int limit) {
        return tx.sql()
                .selectFrom(CHANGE_LOG)
                .where(CHANGE_LOG.REVISION.gt(revision))
                .orderBy(CHANGE_LOG.REVISION)
                .limit(limit)
                .fetch();
    }

    private static Committed committed(ChangeLogRecord row) {
        return new Committed(
                row.getRevision(),
                new Change(
                        row.getKind(),
                        row.getId(),
                        row.getProjectId(),
                        row.getGeneration(),
                        row.getDeleted(),
                        Optional.ofNullable(row.getPayload())));
    }

    /**
     * The same for whoever must not miss one.
     *
     * @throws kilonova.kernel.ProblemException RevisionTooOld when the log was pruned beyond the revision meanwhile
     */
    public static List<Committed> reaching(Tx tx, long revision, int limit) {
        List<Committed> page = after(tx, revision, limit);
        if (page.isEmpty() || page.getFirst().revision() != revision + 1) {
            check(tx, revision);
        }
        return page;
    }

    /**
     * The same with the time of each.
     *
     * @throws kilonova.kernel.ProblemException RevisionTooOld when the log was pruned beyond the revision meanwhile
     */
    public static List<Dated> dated(Tx tx, long revision, int limit) {
        List<Dated> page = rows(tx, revision, limit).map(row -> new Dated(committed(row), row.getChangedAt()));
        if (page.isEmpty() || page.getFirst().committed().revision() != revision + 1) {
            check(tx, revision);
        }
        return page;
    }

    /** The oldest revision that is kept, looked for after one that is known to be gone. */
    static OptionalLong oldest(Tx tx, long after) {
        Long oldest = tx.sql()
                .select(CHANGE_LOG.REVISION)
                .from(CHANGE_LOG)
                .where(CHANGE_LOG.REVISION.gt(after))
                .orderBy(CHANGE_LOG.REVISION)
                .limit(1)
                .fetchOne(CHANGE_LOG.REVISION);
        return oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest);
    }

    /** When a revision was committed, microseconds; empty when it is gone or yet to come. */
    static OptionalLong changedAt(Tx tx, long revision) {
        Long at = tx.sql()
                .select(CHANGE_LOG.CHANGED_AT)
                .from(CHANGE_LOG)
                .where(CHANGE_LOG.REVISION.eq(revision))
                .fetchOne(CHANGE_LOG.CHANGED_AT);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }

    /** @return how many changes up to the revision were there to be forgotten */
    static int forget(Tx tx, long upTo) {
        return tx.sql()
                .deleteFrom(CHANGE_LOG)
                .where(CHANGE_LOG.REVISION.le(upTo))
                .execute();
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
