package kilonova.control.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kilonova.kernel.ProblemException;
import org.jooq.DSLContext;

/**
 * One transaction, as a repository sees it. It is a parameter: entry types open it, repositories never do, and nothing
 * outside the database happens inside it.
 */
public final class Tx {
    private final DSLContext sql;
    private final List<Change> changes = new ArrayList<>(4);
    private final List<Runnable> afterCommit = new ArrayList<>(2);
    private final List<Runnable> inDoubt = new ArrayList<>(1);
    private final Optional<ProblemException> suspected;

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

    List<Change> changes() {
        return changes;
    }

    List<Runnable> wakes() {
        return afterCommit;
    }
}
