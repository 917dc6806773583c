package kilonova.control.server;

import java.util.Optional;
import kilonova.control.placement.Resources;

/**
 * A server in so few words as it takes to hold other books against it.
 *
 * @param busy whether it says that an operation is open
 * @param broken whether it rests in ERROR
 * @param launched whether its guest ever ran
 * @param demand what it holds of the host that it is on
 */
public record ServerBrief(
        String id,
        Optional<String> hostId,
        long epoch,
        boolean busy,
        boolean broken,
        boolean launched,
        boolean deleted,
        Resources demand) {

    /** Whether it is there, and on this host. */
    public boolean on(String host) {
        return !deleted && hostId.equals(Optional.of(host));
    }
}
