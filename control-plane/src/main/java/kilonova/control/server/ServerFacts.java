package kilonova.control.server;

import java.time.Duration;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.workflow.Facts;

/**
 * What the workflows of a server decide from.
 *
 * @param hostUp whether its host can be reached; false without one
 */
record ServerFacts(Operation operation, Server server, boolean hostUp) implements Facts<ServerFacts> {

    @Override
    public ServerFacts with(Operation now) {
        return new ServerFacts(now, server, hostUp);
    }

    @Override
    public String host() {
        return server.place().hostName().orElse("");
    }

    ServerFacts with(Server now) {
        return new ServerFacts(operation, now, hostUp);
    }

    /** The server was given to a host that counted as up. */
    ServerFacts onHost() {
        return new ServerFacts(operation, server, true);
    }

    /** Why nothing comes of what its host was to do. Which one that is, is for those who may see details. */
    Failure hostAway(boolean retriable) {
        String words = "The host of the server went away: its node is silent, or an operator says that it is down.";
        return new Failure("HostDown", words, "host " + host(), retriable);
    }

    /** When the present step has lasted this long, microseconds. */
    long stepDeadline(Duration patience) {
        return stepStartedAt() + patience.toNanos() / 1_000;
    }
}
