package kilonova.control.store;

import static kilonova.control.store.tables.Tables.CHANGE_LOG;
import static kilonova.control.store.tables.Tables.REVISION;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import kilonova.control.store.tables.tables.records.ChangeLogRecord;
import org.jooq.DSLContext;

/** Numbers the changes of one commit. Taken last: whoever holds the row is next to commit, so order is visible order. */
final class RevisionRow {
    static final int ROW = 1;
    private static final Rows<ChangeLogRecord> LOG_ROWS = new Rows<>(CHANGE_LOG);
    private static final KeptQuery ADVANCE = new KeptQuery(sql -> sql.update(REVISION)
            .set(REVISION.LATEST, REVISION.LATEST.plus(1L))
            .where(REVISION.ID.eq(ROW))
            .and(REVISION.FENCE.eq(0L)));
    private static final KeptQuery LATEST =
            new KeptQuery(sql -> sql.select(REVISION.LATEST).from(REVISION).where(REVISION.ID.eq(ROW)));

    private final LongSupplier nowMicros;
    private final Fence fence;

    RevisionRow(LongSupplier nowMicros, Fence fence) {
        this.nowMicros = nowMicros;
        this.fence = fence;
    }

    /** @throws Fenced when this process was shut out: then nothing of the commit may be kept */
    List<Committed> append(DSLContext sql, List<Change> changes) {
        long count = changes.size();
        while (!advance(sql, count)) {
            fence.look(sql);
        }
        long revision = LATEST.number(sql, ROW) - count;
        long now = nowMicros.getAsLong();
        var committed = new ArrayList<Committed>(changes.size());
        var rows = new ArrayList<ChangeLogRecord>(changes.size());
        for (Change change : changes) {
            revision++;
            committed.add(new Committed(revision, change));
            rows.add(LOG_ROWS.row()
                    .setRevision(revision)
                    .setKind(change.kind())
                    .setId(change.id())
                    .setProjectId(change.project())
                    .setGeneration(change.generation())
                    .setDeleted(change.deleted())
                    .setPayload(change.payload().orElse(null))
                    .setChangedAt(now));
        }
        LOG_ROWS.insertAll(sql, rows);
        return committed;
    }

    private boolean advance(DSLContext sql, long count) {
        return ADVANCE.execute(sql, count, ROW, fence.known()) == 1;
    }
}
