package kilonova.lab.simulation;

import java.util.random.RandomGenerator;
import kilonova.control.store.CommitProbe;

/** Kills a control plane before or after a commit. Once dead, it commits nothing more. */
final class Deaths implements CommitProbe {

    /** What the dead process sees; nobody else does. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    private final RandomGenerator random;
    private double rate;
    private boolean dead;
    private long commits;

    Deaths(RandomGenerator random, double rate) {
        this.random = random;
        this.rate = rate;
    }

    boolean dead() {
        return dead;
    }

    long commits() {
        return commits;
    }

    void at(double newRate) {
        rate = newRate;
    }

    @Override
    public void beforeCommit() {
        if (dead || random.nextDouble() < rate) {
            dead = true;
            throw new Killed();
        }
        commits++;
    }

    @Override
    public void afterCommit() {
        if (random.nextDouble() < rate) {
            dead = true;
            throw new Killed();
        }
    }
}
