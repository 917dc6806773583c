package kilonova.lab.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import kilonova.control.operation.Operation;
import kilonova.control.operation.Operations;
import kilonova.control.placement.Allocation;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.placement.Provider;
import kilonova.control.placement.Resources;
import kilonova.control.server.ServerCensus;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;

/** Holds a finished run against the promises of the architecture. Pure but for reading the database. */
final class Findings {
    private static final int ALL = 1_000_000;

    private final History history;
    private final Map<String, List<String>> guests;
    private final Map<String, Resources> trueCapacity;
    private final List<String> broken = new ArrayList<>();

    /**
     * @param guests hosts that hold a guest, by server
     * @param trueCapacity what each host really has to give
     */
    Findings(History history, Map<String, List<String>> guests, Map<String, Resources> trueCapacity) {
        this.history = history;
        this.guests = guests;
        this.trueCapacity = trueCapacity;
    }

    List<String> of(Database database, Env env) {
        database.read(tx -> {
            Map<String, ServerCensus.Entry> servers = new TreeMap<>();
            new ServerCensus().all(tx).forEach(entry -> servers.put(entry.id(), entry));
            nothingLost(servers);
            nothingTwice(servers);
            nothingExceeded(tx, env, servers);
            nothingStuck(tx, servers);
            oneGuestEach(servers);
            return true;
        });
        return broken;
    }

    private void nothingLost(Map<String, ServerCensus.Entry> servers) {
        history.creates()
                .forEach((requestId, acknowledgements) -> acknowledgements.forEach(each -> {
                    if (!servers.containsKey(each.server())) {
                        broken.add("1: create " + requestId + " was acknowledged, and server " + each.server()
                                + " is not there");
                    }
                }));
        for (String server : history.deleted()) {
            if (servers.get(server) instanceof ServerCensus.Entry entry && !entry.deleted()) {
                broken.add("1: the delete of server " + server + " was acknowledged, and it is there: " + entry);
            }
        }
    }

    private void nothingTwice(Map<String, ServerCensus.Entry> servers) {
        history.creates().forEach((requestId, acknowledgements) -> {
            if (new HashSet<>(acknowledgements).size() > 1) {
                broken.add("2: request " + requestId + " was answered in different ways: " + acknowledgements);
            }
        });
        Map<String, String> names = new HashMap<>();
        servers.values().forEach(entry -> {
            String other = names.put(entry.name(), entry.id());
            if (other != null) {
                broken.add("2: one request made two servers: " + other + " and " + entry.id());
            }
        });
    }

    private void nothingExceeded(Tx tx, Env env, Map<String, ServerCensus.Entry> servers) {
        var ledger = new PlacementLedger(env);
        Map<String, Resources> held = new TreeMap<>();
        Set<String> holders = new HashSet<>();
        for (Allocation each : ledger.allocations(tx, Optional.empty(), Optional.empty(), "", ALL)) {
            held.merge(each.provider(), each.resources(), Resources::plus);
            holders.add(each.consumer());
        }
        for (Provider provider : ledger.providers(tx, "", ALL)) {
            Resources sum = held.getOrDefault(provider.id(), Resources.NONE);
            if (!sum.equals(provider.usages())) {
                broken.add("6: " + provider.name() + " counts " + provider.usages() + ", its allocations are " + sum);
            }
            Resources most = trueCapacity.getOrDefault(provider.name(), Resources.NONE);
            provider.usages().amounts().forEach((resource, amount) -> {
                if (amount > most.of(resource)) {
                    broken.add(
                            "3: " + provider.name() + " gives " + amount + " " + resource + " of " + most.of(resource));
                }
            });
        }
        servers.values().stream()
                .filter(entry -> entry.hostId().isPresent() != holders.contains(entry.id()))
                .forEach(entry -> broken.add("6: host and allocation disagree: " + entry));
    }

    private void nothingStuck(Tx tx, Map<String, ServerCensus.Entry> servers) {
        for (Operation open : new Operations().open(tx)) {
            broken.add("5: operation " + open.id() + " (" + open.kind() + " of " + open.subject() + ") is open at "
                    + open.step());
        }
        // Every host of a simulated cloud comes back within its lease.
        servers.values().stream()
                .filter(entry -> entry.fault().contains("are down"))
                .forEach(entry -> broken.add("8: our own silence was taken for that of hosts: " + entry));
        servers.values().stream()
                .filter(entry -> entry.phase().isPresent() || entry.resting().equals("BUILDING"))
                .forEach(entry -> broken.add("5: stuck: " + entry));
    }

    private void oneGuestEach(Map<String, ServerCensus.Entry> servers) {
        guests.forEach((server, hosts) -> {
            if (hosts.size() > 1) {
                broken.add("4: server " + server + " has guests on " + hosts);
            }
            if (!(servers.get(server) instanceof ServerCensus.Entry entry) || entry.deleted()) {
                broken.add("6: a guest without a server: " + server + " on " + hosts);
            }
        });
        servers.values().stream()
                .filter(entry -> entry.resting().equals("ACTIVE") && !guests.containsKey(entry.id()))
                .forEach(entry -> broken.add("6: active without a guest: " + entry));
    }
}
