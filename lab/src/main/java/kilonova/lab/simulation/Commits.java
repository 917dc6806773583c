package kilonova.lab.simulation;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import kilonova.control.store.CommitProbe;

/** What happens to the commits of one control plane. Once it is dead, it commits nothing more. */
final class Commits implements CommitProbe {
    /** A connection that broke: nobody can tell what came of the commit. */
    private static final String CONNECTION_LOST = "08006";

    private static final Duration SLOWEST = Duration.ofSeconds(1);

    /** What a dead process sees; nobody else does. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /** What becomes of a commit. */
    enum Fate {
        GOOD,
        DEATH_BEFORE,
        DEATH_AFTER,
        /** Nothing is kept, and the database says so. */
        FAILS,
        /** It happens, and its answer is lost. */
        UNHEARD,
        /** Nothing is kept, and the answer is lost. */
        LOST,
        SLOW
    }

    private final Timeline timeline;
    private final History history;
    private final String whose;
    private final Runnable committed;
    private Supplier<Fate> fortune;
    private Fate fate = Fate.GOOD;
    private boolean dead;

    /**
     * @param whose names the process
     * @param fortune decides the fate of each commit
     * @param committed runs after each commit that happened, heard of or not
     */
    Commits(Timeline timeline, History history, String whose, Supplier<Fate> fortune, Runnable committed) {
        this.timeline = timeline;
        this.history = history;
        this.whose = whose;
        this.fortune = fortune;
        this.committed = committed;
    }

    boolean dead() {
        return dead;
    }

    /** The process ends for another reason. */
    void die() {
        dead = true;
    }

    void fortune(Supplier<Fate> now) {
        fortune = now;
    }

    @Override
    public void beforeCommit() throws SQLException {
        if (dead) {
            throw new Killed();
        }
        fate = fortune.get();
        switch (fate) {
            case DEATH_BEFORE -> die("before a commit");
            case FAILS -> {
                history.fault("a commit fails", whose);
                throw new SQLException("the disk is full");
            }
            case LOST -> {
                history.fault("a commit is lost and its answer too", whose);
                throw new SQLException("the database went away", CONNECTION_LOST);
            }
            case SLOW -> {
                history.fault("a commit is slow", whose);
                timeline.stall(timeline.between(Duration.ZERO, SLOWEST));
            }
            case GOOD, DEATH_AFTER, UNHEARD -> {}
        }
    }

    @Override
    public void afterCommit() throws SQLException {
        committed.run();
        switch (fate) {
            case DEATH_AFTER -> die("after a commit");
            case UNHEARD -> {
                history.fault("a commit happens and its answer is lost", whose);
                throw new SQLException("the database went away", CONNECTION_LOST);
            }
            case GOOD, DEATH_BEFORE, FAILS, LOST, SLOW -> {}
        }
    }

    private void die(String when) {
        dead = true;
        history.fault("the control plane dies " + when, whose);
        throw new Killed();
    }
}
