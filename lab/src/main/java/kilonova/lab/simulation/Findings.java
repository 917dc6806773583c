package kilonova.lab.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kilonova.control.audit.Finding;
import kilonova.control.operation.Operation;
import kilonova.control.operation.OperationId;
import kilonova.control.operation.Operations;
import kilonova.control.operation.Outcome;
import kilonova.control.server.ServerCensus;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.node.hypervisor.Guest;

/** Holds what clients were told, and what hosts hold, against the rows of a run that is over. */
final class Findings {
    private final History history;
    private final Map<String, List<Guest>> guests;
    private final Map<String, String> hostNames;
    private final List<SimulatedWatcher> watchers;
    private final boolean clocksWereRight;
    private final List<Finding> found = new ArrayList<>();

    /**
     * @param guests by host name
     * @param hostNames by host id
     * @param clocksWereRight whether no clock ever jumped
     */
    Findings(
            History history,
            Map<String, List<Guest>> guests,
            Map<String, String> hostNames,
            List<SimulatedWatcher> watchers,
            boolean clocksWereRight) {
        this.history = history;
        this.guests = guests;
        this.hostNames = hostNames;
        this.watchers = watchers;
        this.clocksWereRight = clocksWereRight;
    }

    List<Finding> of(Database database) {
        database.read(tx -> {
            Map<String, ServerCensus.Entry> servers = new TreeMap<>();
            new ServerCensus().all(tx).forEach(entry -> servers.put(entry.id(), entry));
            nothingLost(tx, servers);
            nothingTwice(servers);
            rowsAndGuests(servers);
            ourOwnSilence(servers);
            watchers(servers);
            return true;
        });
        return found;
    }

    private void nothingLost(Tx tx, Map<String, ServerCensus.Entry> servers) {
        var operations = new Operations();
        for (String id : history.operations()) {
            if (operations.find(tx, OperationId.parse(id)).isEmpty()) {
                found.add(new Finding(1, "operation " + id + " was acknowledged, and is not there"));
            }
        }
        history.answers().values().stream().flatMap(List::stream).forEach(answer -> answer.servers().stream()
                .filter(server -> !servers.containsKey(server))
                .forEach(server ->
                        found.add(new Finding(1, "server " + server + " was acknowledged, and is not there"))));
        history.deleted().forEach((server, deletes) -> {
            boolean failed = deletes.stream()
                    .flatMap(id -> operations.find(tx, OperationId.parse(id)).stream())
                    .map(Operation::outcome)
                    .anyMatch(Optional.of(Outcome.FAILED)::equals);
            if (servers.get(server) instanceof ServerCensus.Entry entry && !entry.deleted() && !failed) {
                found.add(new Finding(1, "the delete of " + server + " was acknowledged, and it is there: " + entry));
            }
        });
    }

    private void nothingTwice(Map<String, ServerCensus.Entry> servers) {
        history.answers().forEach((requestId, answers) -> {
            if (new HashSet<>(answers).size() > 1) {
                found.add(new Finding(2, "request " + requestId + " was answered in different ways: " + answers));
            }
        });
        Map<String, String> names = new HashMap<>();
        servers.values().forEach(entry -> {
            String other = names.put(entry.name(), entry.id());
            if (other != null) {
                found.add(new Finding(2, "one request made two servers: " + other + " and " + entry.id()));
            }
        });
    }

    private void rowsAndGuests(Map<String, ServerCensus.Entry> servers) {
        Map<String, Map<String, Guest>> seen = new LinkedHashMap<>();
        guests.forEach(
                (host, on) -> on.forEach(guest -> seen.computeIfAbsent(guest.serverId(), id -> new LinkedHashMap<>())
                        .put(host, guest)));
        seen.forEach((id, on) -> {
            ServerCensus.Entry server = servers.get(id);
            Optional<String> host = Optional.ofNullable(server)
                    .flatMap(ServerCensus.Entry::hostId)
                    .map(hostNames::get);
            on.keySet().stream()
                    .filter(each -> !host.equals(Optional.of(each)))
                    .forEach(each -> found.add(new Finding(6, "a guest on " + each + " that is not of " + server)));
        });
        for (ServerCensus.Entry server : servers.values()) {
            Optional<Guest> guest = server.hostId()
                    .map(hostNames::get)
                    .map(host -> seen.getOrDefault(server.id(), Map.of()).get(host));
            boolean running = guest.filter(Guest::running).isPresent();
            if (server.resting().equals("ACTIVE") != running
                    && !server.resting().equals("ERROR")) {
                found.add(new Finding(6, "the guest is " + guest + " of " + server));
            }
        }
    }

    /** When all clocks are right, and no machine was ever away for longer than its lease, no host is held to be down. */
    private void ourOwnSilence(Map<String, ServerCensus.Entry> servers) {
        boolean trulySilent = history.faults().keySet().stream()
                .anyMatch(fault -> fault.contains("machine") || fault.contains("parted"));
        if (clocksWereRight && !trulySilent) {
            servers.values().stream()
                    .filter(entry -> entry.fault().contains("are down"))
                    .forEach(entry ->
                            found.add(new Finding(8, "our own silence was taken for that of hosts: " + entry)));
        }
    }

    private void watchers(Map<String, ServerCensus.Entry> servers) {
        for (SimulatedWatcher watcher : watchers) {
            for (ServerCensus.Entry server : servers.values()) {
                if (!watcher.sees(server.project())) {
                    continue;
                }
                Long known = watcher.generations().get(server.id());
                if (server.deleted() && known != null) {
                    found.add(new Finding(7, watcher + " was not told that " + server.id() + " is deleted"));
                }
                if (!server.deleted() && !Optional.of(server.generation()).equals(Optional.ofNullable(known))) {
                    found.add(new Finding(7, watcher + " knows generation " + known + " of " + server));
                }
            }
        }
    }
}
