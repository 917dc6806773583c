package kilonova.lab.torture;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A past that never was: a run in which all went well, for tests to spoil. */
final class Past {
    static final String TENANT = "tenant-1";
    private static final String PROJECT = "project-1";

    final List<Exchange> exchanges = new ArrayList<>();
    final List<Aftermath.ServerRow> servers = new ArrayList<>();
    final Set<String> operations = new HashSet<>();
    final List<String> open = new ArrayList<>();
    final List<String> books = new ArrayList<>();
    final Map<String, List<Aftermath.GuestRow>> guests = new LinkedHashMap<>();
    final Memory memory = new Memory(TENANT);
    private long revision;

    /** A server that was asked for, built and seen. */
    Past server(String id) {
        created(id);
        row(id, "ACTIVE", false, 2);
        guest(id, "host-1", true);
        seen(id, 2, false);
        return this;
    }

    /** One that was deleted since. */
    Past deletedServer(String id) {
        created(id);
        asked(Verb.DELETE, "delete-" + id, id, "", new Answer.Accepted(id, ""));
        row(id, "DELETED", true, 3);
        seen(id, 3, true);
        return this;
    }

    Past created(String id) {
        operations.add("create-operation-" + id);
        asked(Verb.CREATE, "create-" + id, "", "name-" + id, new Answer.Accepted(id, "create-operation-" + id));
        return this;
    }

    Past asked(Verb verb, String requestId, String server, String name, Answer answer) {
        exchanges.add(new Exchange(0, 1, TENANT, requestId, verb, server, name, answer));
        return this;
    }

    Past row(String id, String resting, boolean deleted, long generation) {
        return row(id, "name-" + id, resting, Optional.empty(), "", deleted, generation);
    }

    Past row(
            String id,
            String name,
            String resting,
            Optional<String> underWay,
            String fault,
            boolean deleted,
            long generation) {
        servers.removeIf(row -> row.id().equals(id));
        servers.add(new Aftermath.ServerRow(
                id,
                PROJECT,
                name,
                resting,
                underWay,
                deleted ? Optional.empty() : Optional.of("host-1"),
                fault,
                deleted,
                generation));
        return this;
    }

    Past guest(String id, String host, boolean running) {
        guests.computeIfAbsent(host, name -> new ArrayList<>()).add(new Aftermath.GuestRow(id, running));
        return this;
    }

    Past seen(String id, long generation, boolean deletion) {
        revision++;
        memory.took(List.of(new Memory.Event(id, revision, generation, deletion)), revision, false);
        return this;
    }

    List<Violation> check() {
        return Checker.check(
                exchanges,
                List.of(memory),
                new Aftermath(servers, operations, open, books, guests, Map.of(PROJECT, TENANT)));
    }
}
