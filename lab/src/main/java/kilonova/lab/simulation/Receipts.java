package kilonova.lab.simulation;

import static kilonova.control.store.tables.Tables.FINDING;

import java.util.List;
import kilonova.control.store.Database;

/** What the standing audit mended in a run, in words. */
final class Receipts {
    private Receipts() {}

    static List<String> of(Database database) {
        return database.read(tx -> tx.sql()
                .selectFrom(FINDING)
                .where(FINDING.STATE.eq("REPAIRED"))
                .orderBy(FINDING.ENDED_AT, FINDING.ID)
                .fetch(row -> row.getKind() + " of " + row.getSubject() + ": " + row.getWas()));
    }
}
