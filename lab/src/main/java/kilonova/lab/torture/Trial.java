package kilonova.lab.torture;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the creates that were in flight when a part of the cloud was killed.
 *
 * @param killed which part
 * @param acknowledged how many creates were, when it was
 * @param open operations that had not ended then
 * @param ends how servers ended, by their state
 * @param all from the kill until the last of them had ended
 * @param resumed from the death of a replica until its operations went on; empty where none died
 * @param missed from the death of a node until its hosts were held to be down; empty where none died for good
 * @param nova what real Nova left behind
 * @param mustBeWhole whether every server has to become ACTIVE: all that a host which never comes back has begun cannot
 */
record Trial(
        String killed,
        int acknowledged,
        int open,
        Map<String, Integer> ends,
        Duration all,
        Optional<Duration> resumed,
        Optional<Duration> missed,
        String nova,
        boolean mustBeWhole) {
    static final int CREATES = 50;

    Trial {
        ends = Map.copyOf(ends);
    }

    boolean allActive() {
        return ends.equals(Map.of("ACTIVE", CREATES));
    }
}
