package kilonova.control.server;

import java.util.Optional;
import kilonova.control.identity.ProjectId;

/**
 * One server's time in the cloud. Times are in microseconds.
 *
 * @param ended when it was deleted; empty while it lives
 */
public record ServerRun(
        ServerId id,
        ProjectId project,
        String name,
        ServerFlavor flavor,
        RestingState rests,
        long launched,
        Optional<Long> ended) {}
