package kilonova.lab.simulation;

import java.time.Duration;

/**
 * How bad the simulated world is, while there is trouble.
 *
 * @param lostCalls the share of calls whose request or answer is lost
 * @param twice the share of messages from and to nodes that arrive twice
 * @param cuts how many times the network between two processes breaks
 * @param partitions how many times nothing gets through for a while, one way or both
 * @param nodeDeaths how many times a node process dies and begins again
 * @param machineLosses how many times a machine goes down, to come back only when the trouble is long over
 * @param clockJumps how many times a clock jumps
 * @param imageLosses how many times images cannot be had for a while
 * @param hypervisorFailures the share of actions on hypervisors that fail
 * @param slowest the longest that a message is on its way
 */
public record Weather(
        Store store,
        double lostCalls,
        double twice,
        int cuts,
        int partitions,
        int nodeDeaths,
        int machineLosses,
        int clockJumps,
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
    }

    public static final Weather FAIR = new Weather(Store.SOUND, 0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ofMillis(5));
    public static final Weather STORM = new Weather(
            new Store(0.006, 0.006, 0.006, 0.006, 0.01), 0.03, 0.03, 6, 3, 3, 1, 2, 1, 0.05, Duration.ofMillis(400));
}
