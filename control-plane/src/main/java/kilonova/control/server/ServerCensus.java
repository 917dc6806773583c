package kilonova.control.server;

import java.util.List;
import java.util.Optional;
import kilonova.control.store.Tx;

/** Every server in a few words, deleted ones included: for whoever audits the whole. */
public final class ServerCensus {
    private final ServerRepository repository = new ServerRepository();

    /**
     * One server.
     *
     * @param resting where it rests, and {@code phase} what its operation is doing: as stored
     * @param fault why it is in ERROR, empty without one
     */
    public record Entry(
            String id,
            String name,
            String resting,
            Optional<String> phase,
            Optional<String> hostId,
            String fault,
            boolean deleted) {}

    /** By id. */
    public List<Entry> all(Tx tx) {
        return repository.census(tx);
    }
}
