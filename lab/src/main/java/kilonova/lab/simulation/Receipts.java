package kilonova.lab.simulation;

import static kilonova.control.store.tables.Tables.FINDING;
import static kilonova.control.store.tables.Tables.OPERATION;

import java.util.List;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.FindingRecord;

/** What the standing audit mended in a run, in words. */
final class Receipts {
    private Receipts() {}

    static List<String> of(Database database) {
        return database.read(tx -> repaired(tx).stream().map(Receipts::words).toList());
    }

    /**
     * Those of which nobody knew why. A delete that ran out of time, because a clock jumped, says so to its user; what it
     * could not give back is the audit's to find.
     */
    static List<String> unexplained(Database database) {
        return database.read(tx -> repaired(tx).stream()
                .filter(receipt -> !deleteFailed(tx, receipt))
                .map(Receipts::words)
                .toList());
    }

    private static List<FindingRecord> repaired(Tx tx) {
        return tx.sql()
                .selectFrom(FINDING)
                .where(FINDING.STATE.eq("REPAIRED"))
                .orderBy(FINDING.ENDED_AT, FINDING.ID)
                .fetch();
    }

    private static String words(FindingRecord row) {
        return row.getKind() + " of " + row.getSubject() + ": " + row.getWas();
    }

    private static boolean deleteFailed(Tx tx, FindingRecord receipt) {
        return receipt.getKind().equals("BUILD_LEFT_BEHIND")
                && tx.sql()
                        .fetchExists(tx.sql()
                                .selectOne()
                                .from(OPERATION)
                                .where(OPERATION.SUBJECT.eq(receipt.getSubject()))
                                .and(OPERATION.KIND.eq("delete"))
                                .and(OPERATION.OUTCOME.eq("FAILED")));
    }
}
