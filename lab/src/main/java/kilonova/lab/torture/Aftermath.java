package kilonova.lab.torture;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What there is when a run is over and everything has stopped.
 *
 * @param servers every row, deleted ones included
 * @param operations ids of all that there ever were
 * @param open operations that have not ended, in words
 * @param books what does not agree with what, in words
 * @param guests what the hosts hold, by the host's name
 * @param tenants by the project's id
 */
record Aftermath(
        List<ServerRow> servers,
        Set<String> operations,
        List<String> open,
        List<String> books,
        Map<String, List<GuestRow>> guests,
        Map<String, String> tenants) {

    Aftermath {
        servers = List.copyOf(servers);
        operations = Set.copyOf(operations);
        open = List.copyOf(open);
        books = List.copyOf(books);
        guests = Collections.unmodifiableMap(new TreeMap<>(guests));
        tenants = Map.copyOf(tenants);
    }

    /**
     * A server as the database tells of it.
     *
     * @param resting as stored
     * @param underWay the phase or the operation that it says is open
     * @param host the name of its host
     * @param fault why it is in ERROR; empty without one
     */
    record ServerRow(
            String id,
            String project,
            String name,
            String resting,
            Optional<String> underWay,
            Optional<String> host,
            String fault,
            boolean deleted,
            long generation) {}

    /** A guest as its host tells of it. */
    record GuestRow(String server, boolean running) {}
}
