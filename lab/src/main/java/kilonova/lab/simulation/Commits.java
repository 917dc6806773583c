package kilonova.lab.simulation;

import java.sql.SQLException;
import java.time.Duration;
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

    private enum Fate {
        GOOD,
        DEATH_BEFORE,
        DEATH_AFTER,
        FAILS,
        UNHEARD,
        LOST,
        SLOW
    }

    private final Timeline timeline;
    private final History history;
    private Weather.Store weather;
    private Fate fate = Fate.GOOD;
    private boolean dead;
    private long count;

    Commits(Timeline timeline, History history, Weather.Store weather) {
        this.timeline = timeline;
        this.history = history;
        this.weather = weather;
    }

    boolean dead() {
        return dead;
    }

    /** The process ends for another reason. */
    void die() {
        dead = true;
    }

    /** How many were made. */
    long count() {
        return count;
    }

    void weather(Weather.Store now) {
        weather = now;
    }

    @Override
    public void beforeCommit() throws SQLException {
        if (dead) {
            throw new Killed();
        }
        fate = fate();
        switch (fate) {
            case DEATH_BEFORE -> die("before a commit");
            case FAILS -> {
                history.fault("a commit fails");
                throw new SQLException("the disk is full");
            }
            case LOST -> {
                history.fault("a commit is lost and its answer too");
                throw new SQLException("the database went away", CONNECTION_LOST);
            }
            case SLOW -> {
                history.fault("a commit is slow");
                timeline.stall(timeline.between(Duration.ZERO, SLOWEST));
            }
            case GOOD, DEATH_AFTER, UNHEARD -> {}
        }
        count++;
    }

    @Override
    public void afterCommit() throws SQLException {
        switch (fate) {
            case DEATH_AFTER -> die("after a commit");
            case UNHEARD -> {
                history.fault("a commit happens and its answer is lost");
                throw new SQLException("the database went away", CONNECTION_LOST);
            }
            case GOOD, DEATH_BEFORE, FAILS, LOST, SLOW -> {}
        }
    }

    private void die(String when) {
        dead = true;
        history.fault("the control plane dies " + when);
        throw new Killed();
    }

    private Fate fate() {
        double lot = timeline.random().nextDouble();
        double bound = weather.deadly() / 2;
        if (lot < bound) {
            return Fate.DEATH_BEFORE;
        }
        if (lot < (bound += weather.deadly() / 2)) {
            return Fate.DEATH_AFTER;
        }
        if (lot < (bound += weather.failing())) {
            return Fate.FAILS;
        }
        if (lot < (bound += weather.unheard())) {
            return Fate.UNHEARD;
        }
        if (lot < (bound += weather.lost())) {
            return Fate.LOST;
        }
        return lot < bound + weather.slow() ? Fate.SLOW : Fate.GOOD;
    }
}
