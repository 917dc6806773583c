package kilonova.control.server;

import java.util.List;
import java.util.Optional;
import kilonova.control.operation.OperationId;
import kilonova.control.placement.Resources;
import kilonova.control.store.Tx;

/** Every server in a few words, deleted ones included: for whoever audits the whole. */
public final class ServerCensus {
    private final ServerRepository repository = new ServerRepository();

    /**
     * One server.
     *
     * @param resting where it rests, and {@code phase} what its operation is doing: as stored
     * @param operation the one that it says is open
     * @param demand what it holds of its host; none without one
     * @param wanted ids of the ports it asked for, {@code bound} of those it has
     * @param fault why it is in ERROR, empty without one
     */
    public record Entry(
            String id,
            String project,
            String user,
            String name,
            String resting,
            Optional<String> phase,
            Optional<String> operation,
            Optional<String> hostId,
            long wishGeneration,
            int vcpus,
            long memoryMb,
            Resources demand,
            List<String> wanted,
            List<String> bound,
            String fault,
            boolean deleted,
            long generation) {}

    /** By id. */
    public List<Entry> all(Tx tx) {
        return repository.census(tx).stream().map(ServerCensus::entry).toList();
    }

    private static Entry entry(Server server) {
        ServerState state = server.state();
        return new Entry(
                server.id().toString(),
                server.project().value(),
                server.user().value(),
                server.name(),
                state.rests().name(),
                state.phase().map(Enum::name),
                state.operation().map(OperationId::toString),
                server.place().hostId(),
                server.place().wishGeneration(),
                server.flavor().vcpus(),
                server.flavor().memoryMb(),
                server.place()
                        .hostId()
                        .map(host -> Demand.resources(server.flavor()))
                        .orElse(Resources.NONE),
                server.details().ports().stream()
                        .map(ServerDetails.PortWish::portId)
                        .toList(),
                server.interfaces().stream().map(Interface::portId).toList(),
                state.fault().map(Fault::message).orElse(""),
                server.deleted(),
                server.generation());
    }
}
