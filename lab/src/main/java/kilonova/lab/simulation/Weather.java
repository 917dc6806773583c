package kilonova.lab.simulation;

import java.time.Duration;

/**
 * How bad the simulated world is.
 *
 * @param crashing the share of commits before or after which the control plane dies
 * @param cuts how many times the network between control plane and a node breaks
 * @param nodeDeaths how many times a node process dies
 * @param hypervisorFailures the share of actions on hypervisors that fail
 * @param slowest the longest that a message is on its way
 */
public record Weather(double crashing, int cuts, int nodeDeaths, double hypervisorFailures, Duration slowest) {
    public static final Weather FAIR = new Weather(0, 0, 0, 0, Duration.ofMillis(5));
    public static final Weather STORM = new Weather(0.01, 5, 3, 0.05, Duration.ofMillis(400));
}
