package kilonova.lab.torture;

import java.time.Duration;
import java.util.Optional;

/**
 * What a fault run is to be.
 *
 * @param time how long faults strike
 * @param seed decides which
 * @param replicas how many control-plane processes, where the database can be shared
 * @param portOffset of the first replica; empty lets the run find room
 * @param keep whether logs and history stay though there is nothing to look at
 */
record TortureChoices(Duration time, long seed, int replicas, Optional<Integer> portOffset, boolean keep) {}
