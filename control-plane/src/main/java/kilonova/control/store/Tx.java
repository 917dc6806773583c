package kilonova.control.store;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import kilonova.kernel.ProblemException;
import org.jooq.DSLContext;

/**
 * One transaction, as a repository sees it. It is a parameter: entry types open it, repositories never do, and nothing
 * outside the database happens inside it.
 */
public final class Tx {
    private final DSLContext sql;
    private final List<Change> changes = new ArrayList<>(4);
    private final List<Runnable> beforeCommit = new ArrayList<>(1);
    private final List<Runnable> afterCommit = new ArrayList<>(2);
    private final List<Runnable> inDoubt = new ArrayList<>(1);
    private final Optional<ProblemException> suspected;
    private final Map<Object, Object> memory = new IdentityHashMap<>(2);

    Tx(DSLContext sql) {
        this(sql, Optional.empty());
    }

    Tx(DSLContext sql, Optional<ProblemException> suspected) {
        this.sql = sql;
        this.suspected = suspected;
    }

    public DSLContext sql() {
        return sql;
    }

    /** Appends to the change log; visible with the commit, under one revision. */
    public void changed(Change change) {
        changes.add(change);
    }

    /** Runs once after the commit, on the lane's thread: only to wake somebody up, never to do the work. */
    public void afterCommit(Runnable wake) {
        afterCommit.add(wake);
    }

    /**
     * Runs once when nobody can tell whether the commit happened, because its answer was lost: only to make somebody look.
     */
    public void inDoubt(Runnable wake) {
        inDoubt.add(wake);
    }

    /** What the attempt before was refused with, if that may have been a race lost to the same work. */
    public Optional<ProblemException> suspected() {
        return suspected;
    }

    List<Runnable> doubts() {
        return inDoubt;
    }

    /** Runs once at the end of the transaction, within it: the last statements of what was put off. */
    void beforeCommit(Runnable last) {
        beforeCommit.add(last);
    }

    /** What the one who asks keeps for the length of this transaction. */
    @SuppressWarnings("unchecked")
    <M> M memory(Object whose, Supplier<M> made) {
        M known = (M) memory.get(whose);
        if (known == null) {
            known = made.get();
            memory.put(whose, known);
        }
        return known;
    }

    /** The body has ended well: what it put off is done now. */
    void complete() {
        beforeCommit.forEach(Runnable::run);
    }

    List<Change> changes() {
        return changes;
    }

    List<Runnable> wakes() {
        return afterCommit;
    }
}
