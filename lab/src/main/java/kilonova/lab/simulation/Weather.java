package kilonova.lab.simulation;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How bad the simulated world is, while there is trouble.
 *
 * @param replicas how many control planes share the database at most: the seed takes between one and so many
 * @param lostCalls the share of calls whose request or answer is lost
 * @param twice the share of messages from and to nodes that arrive twice
 * @param cuts how many times the network between two processes breaks
 * @param partitions how many times nothing gets through for a while, one way or both
 * @param nodeDeaths how many times a node process dies and begins again
 * @param machineLosses how many times a machine goes down, to come back only when the trouble is long over
 * @param pauses how many times a replica stops for a while and goes on as if nothing was, at most
 * @param clockJumps how many times a clock jumps
 * @param drift by how many microseconds in a million clocks go wrong, at most
 * @param imageLosses how many times images cannot be had for a while
 * @param hypervisorFailures the share of actions on hypervisors that fail
 * @param slowest the longest that a message is on its way
 */
public record Weather(
        Store store,
        int replicas,
        double lostCalls,
        double twice,
        int cuts,
        int partitions,
        int nodeDeaths,
        int machineLosses,
        int pauses,
        int clockJumps,
        int drift,
        int imageLosses,
        double hypervisorFailures,
        Duration slowest) {

    /**
     * What happens to commits, as shares of them.
     *
     * @param deadly the control plane dies before or after it
     * @param failing nothing is kept, and the database says so
     * @param unheard it happens, and the answer is lost
     * @param lost nothing is kept, and the answer is lost
     * @param slow it takes up to a second
     */
    public record Store(double deadly, double failing, double unheard, double lost, double slow) {
        static final Store SOUND = new Store(0, 0, 0, 0, 0);

        /** What becomes of one commit. */
        Commits.Fate fate(RandomGenerator random) {
            double lot = random.nextDouble();
            double bound = deadly / 2;
            if (lot < bound) {
                return Commits.Fate.DEATH_BEFORE;
            }
            if (lot < (bound += deadly / 2)) {
                return Commits.Fate.DEATH_AFTER;
            }
            if (lot < (bound += failing)) {
                return Commits.Fate.FAILS;
            }
            if (lot < (bound += unheard)) {
                return Commits.Fate.UNHEARD;
            }
            if (lot < (bound += lost)) {
                return Commits.Fate.LOST;
            }
            return lot < bound + slow ? Commits.Fate.SLOW : Commits.Fate.GOOD;
        }
    }

    public static final Weather FAIR =
            new Weather(Store.SOUND, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ofMillis(5));
    public static final Weather STORM = new Weather(
            new Store(0.006, 0.006, 0.006, 0.006, 0.01),
            3,
            0.03,
            0.03,
            6,
            3,
            3,
            1,
            4,
            2,
            5_000,
            1,
            0.05,
            Duration.ofMillis(400));

    /** The same with another store. */
    public Weather with(Store other) {
        return new Weather(
                other,
                replicas,
                lostCalls,
                twice,
                cuts,
                partitions,
                nodeDeaths,
                machineLosses,
                pauses,
                clockJumps,
                drift,
                imageLosses,
                hypervisorFailures,
                slowest);
    }

    /** The same with at most so many control planes. */
    public Weather replicas(int most) {
        return new Weather(
                store,
                most,
                lostCalls,
                twice,
                cuts,
                partitions,
                nodeDeaths,
                machineLosses,
                pauses,
                clockJumps,
                drift,
                imageLosses,
                hypervisorFailures,
                slowest);
    }
}
