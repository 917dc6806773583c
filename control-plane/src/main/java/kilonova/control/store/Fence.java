package kilonova.control.store;

import static kilonova.control.store.tables.Tables.REVISION;

import java.util.function.Predicate;
import kilonova.control.guard.Guard;
import org.jooq.DSLContext;

/**
 * Keeps out a process that was taken for dead and is not. The revision row, which every commit with a change takes last,
 * carries a number that grows when a process is shut out. A commit that knows an older number finds no row to take, and
 * looks whether it is its own process that was meant: so the database itself refuses it, and no statement is spent while
 * nobody is shut out.
 */
final class Fence {
    private volatile long known;
    private volatile Predicate<Tx> member = _ -> true;

    Fence(long known) {
        this.known = known;
    }

    static long read(DSLContext sql) {
        return sql.select(REVISION.FENCE)
                .from(REVISION)
                .where(REVISION.ID.eq(RevisionRow.ROW))
                .fetchSingle(REVISION.FENCE);
    }

    static void raise(Tx tx) {
        tx.sql()
                .update(REVISION)
                .set(REVISION.FENCE, REVISION.FENCE.plus(1))
                .where(REVISION.ID.eq(RevisionRow.ROW))
                .execute();
    }

    void admit(Predicate<Tx> newMember) {
        member = newMember;
    }

    long known() {
        return known;
    }

    /**
     * Looks again, in the transaction that wants to commit. The number is read first: whoever is shut out after that moves
     * it once more.
     *
     * @throws Fenced when this process was shut out
     */
    void look(DSLContext sql) {
        long now = read(sql);
        if (!member.test(new Tx(sql)) && Guard.FENCED.stands()) {
            throw new Fenced();
        }
        known = now;
    }
}
