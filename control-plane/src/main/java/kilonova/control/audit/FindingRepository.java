package kilonova.control.audit;

import static kilonova.control.store.tables.Tables.FINDING;

import java.util.List;
import java.util.Optional;
import kilonova.control.store.Change;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.FindingRecord;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Rows of findings. */
final class FindingRepository {
    /** The change log's word for a finding. */
    private static final String KIND = "finding";

    private static final Condition STANDS = FINDING.STATE.in(FindingState.OPEN.name(), FindingState.HELD_BACK.name());

    Optional<NotedFinding> find(Tx tx, String id) {
        return tx.sql().selectFrom(FINDING).where(FINDING.ID.eq(id)).fetchOptional(FindingRepository::finding);
    }

    /** Those that stand, oldest first. */
    List<NotedFinding> standing(Tx tx, int limit) {
        return tx.sql()
                .selectFrom(FINDING)
                .where(STANDS)
                .orderBy(FINDING.ID)
                .limit(limit)
                .fetch(FindingRepository::finding);
    }

    int count(Tx tx, FindingState state, long endedSince) {
        return tx.sql()
                .fetchCount(
                        FINDING,
                        FINDING.STATE
                                .eq(state.name())
                                .and(state.stands() ? DSL.noCondition() : FINDING.ENDED_AT.ge(endedSince)));
    }

    /** Receipts since then, latest first. */
    List<NotedFinding> repairedSince(Tx tx, long since, int limit) {
        return tx.sql()
                .selectFrom(FINDING)
                .where(FINDING.STATE.eq(FindingState.REPAIRED.name()))
                .and(FINDING.ENDED_AT.ge(since))
                .orderBy(FINDING.ENDED_AT.desc(), FINDING.ID)
                .limit(limit)
                .fetch(FindingRepository::finding);
    }

    /** Newest first. */
    List<NotedFinding> list(Tx tx, boolean openOnly, Optional<String> after, int limit) {
        return tx.sql()
                .selectFrom(FINDING)
                .where(openOnly ? STANDS : DSL.noCondition())
                .and(after.map(FINDING.ID::lt).orElse(DSL.noCondition()))
                .orderBy(FINDING.ID.desc())
                .limit(limit)
                .fetch(FindingRepository::finding);
    }

    /** Writes it, in place of what was written under its id. */
    void put(Tx tx, NotedFinding finding) {
        var row = new FindingRecord();
        row.setId(finding.id());
        row.setKind(finding.kind().name());
        row.setSubject(finding.subject());
        row.setState(finding.state().name());
        row.setPlace(finding.place());
        row.setWas(finding.was());
        row.setDue(finding.due());
        row.setFoundAt(finding.foundAt());
        row.setEndedAt(finding.endedAt().orElse(null));
        tx.sql().insertInto(FINDING).set(row).onDuplicateKeyUpdate().set(row).execute();
        tx.changed(Change.of(KIND, finding.id(), "", finding.state().ordinal() + 1L)
                .with(finding.state() + " " + finding.kind() + " " + finding.subject()));
    }

    boolean anyEndedBefore(Tx tx, long before) {
        return tx.sql().fetchExists(FINDING, endedBefore(before));
    }

    /** @return how many there were to forget */
    int forget(Tx tx, long before) {
        return tx.sql().deleteFrom(FINDING).where(endedBefore(before)).execute();
    }

    private static Condition endedBefore(long before) {
        return FINDING.STATE
                .in(FindingState.REPAIRED.name(), FindingState.GONE.name())
                .and(FINDING.ENDED_AT.lt(before));
    }

    private static NotedFinding finding(FindingRecord row) {
        return new NotedFinding(
                row.getId(),
                FindingKind.valueOf(row.getKind()),
                row.getSubject(),
                FindingState.valueOf(row.getState()),
                row.getPlace(),
                row.getWas(),
                row.getDue(),
                row.getFoundAt(),
                Optional.ofNullable(row.getEndedAt()));
    }
}
