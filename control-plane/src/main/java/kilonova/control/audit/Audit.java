package kilonova.control.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import kilonova.control.host.Host;
import kilonova.control.host.Hosts;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.network.Networks;
import kilonova.control.network.Port;
import kilonova.control.node.Wish;
import kilonova.control.node.Wishes;
import kilonova.control.operation.Operation;
import kilonova.control.operation.Operations;
import kilonova.control.placement.Allocation;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.placement.Provider;
import kilonova.control.placement.Resources;
import kilonova.control.quota.QuotaCount;
import kilonova.control.quota.QuotaResource;
import kilonova.control.quota.Quotas;
import kilonova.control.quota.Usage;
import kilonova.control.scheduling.Scheduler;
import kilonova.control.server.ServerCensus;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;

/** Holds everything that is counted twice against each other: servers, allocations, ports, wishes, quota, memory. */
public final class Audit {
    private static final int ALL = 1_000_000;
    /** What undoing may take beyond an operation's deadline. */
    private static final Duration UNDOING = Duration.ofMinutes(5);

    private final Database database;
    private final Operations operations;
    private final PlacementLedger ledger;
    private final Quotas quotas;
    private final Scheduler scheduler;
    private final Hosts hosts;
    private final Wishes wishes;
    private final Networks networks;
    private final ServerCensus census = new ServerCensus();

    public Audit(
            Database database,
            Operations operations,
            PlacementLedger ledger,
            Quotas quotas,
            Scheduler scheduler,
            Hosts hosts,
            Wishes wishes,
            Networks networks) {
        this.database = database;
        this.operations = operations;
        this.ledger = ledger;
        this.quotas = quotas;
        this.scheduler = scheduler;
        this.hosts = hosts;
        this.wishes = wishes;
        this.networks = networks;
    }

    /**
     * What does not agree. To be asked when nothing is under way and every host is back: what an open operation has
     * half done is told here too.
     */
    public List<Finding> atRest() {
        Map<String, ServerCensus.Entry> servers = new TreeMap<>();
        List<Finding> found = database.read(tx -> {
            var seen = new ArrayList<Finding>();
            census.all(tx).forEach(server -> servers.put(server.id(), server));
            nothingUnderWay(tx, servers, seen);
            allocations(tx, servers, seen);
            quota(tx, servers, seen);
            wishes(tx, servers, seen);
            return seen;
        });
        // A neighbour is never asked while a transaction is open.
        ports(servers, found);
        return found;
    }

    /**
     * What must not be at any moment, whatever is under way.
     *
     * @param nowMicros by the clock that deadlines are kept by
     */
    public List<Finding> atAnyTime(long nowMicros) {
        var counts = new ArrayList<QuotaCount>();
        List<Finding> found = database.read(tx -> {
            var seen = new ArrayList<Finding>();
            ledger.providers(tx, "", ALL).forEach(provider -> exceeded(provider, seen));
            counts.addAll(quotas.census(tx));
            for (Operation open : operations.open(tx)) {
                if (open.deadline() + UNDOING.toNanos() / 1_000 < nowMicros) {
                    seen.add(new Finding(
                            5,
                            "operation " + open.id() + " (" + open.kind() + " of " + open.subject()
                                    + ") is past its deadline at " + open.step()));
                }
            }
            return seen;
        });
        // Limits are remembered, and read where they are not: after the rows, not within.
        for (QuotaCount counted : counts) {
            long limit =
                    quotas.limit(new ProjectId(counted.project()), new UserId(counted.user()), QuotaResource.INSTANCES);
            if (limit >= 0 && counted.used().instances() > limit) {
                found.add(new Finding(3, "the quota of " + limit + " is exceeded: " + counted));
            }
        }
        return found;
    }

    private void nothingUnderWay(Tx tx, Map<String, ServerCensus.Entry> servers, List<Finding> found) {
        for (Operation open : operations.open(tx)) {
            found.add(new Finding(
                    5,
                    "operation " + open.id() + " (" + open.kind() + " of " + open.subject() + ") is open at "
                            + open.step()));
        }
        for (ServerCensus.Entry server : servers.values()) {
            if (server.phase().isPresent()
                    || server.operation().isPresent()
                    || server.resting().equals("BUILDING")) {
                found.add(new Finding(5, "a transitional state outlives its operation: " + server));
            }
        }
        for (String consumer : scheduler.underWay()) {
            found.add(new Finding(6, "the scheduler's memory still holds room for " + consumer));
        }
    }

    private void allocations(Tx tx, Map<String, ServerCensus.Entry> servers, List<Finding> found) {
        Map<String, Resources> held = new TreeMap<>();
        Set<String> holders = new HashSet<>();
        for (Allocation each : ledger.allocations(tx, Optional.empty(), Optional.empty(), "", ALL)) {
            held.merge(each.provider(), each.resources(), Resources::plus);
            holders.add(each.consumer());
            ServerCensus.Entry server = servers.get(each.consumer());
            if (server == null
                    || !server.hostId().equals(Optional.of(each.provider()))
                    || !server.demand().equals(each.resources())) {
                found.add(new Finding(6, "an allocation that is not its server's: " + each + ", " + server));
            }
        }
        servers.values().stream()
                .filter(server -> server.hostId().isPresent() && !holders.contains(server.id()))
                .forEach(server -> found.add(new Finding(6, "a server on a host without an allocation: " + server)));
        for (Provider provider : ledger.providers(tx, "", ALL)) {
            Resources sum = held.getOrDefault(provider.id(), Resources.NONE);
            if (!sum.equals(provider.usages())) {
                found.add(new Finding(
                        6, provider.name() + " counts " + provider.usages() + ", its allocations are " + sum));
            }
            exceeded(provider, found);
        }
    }

    private static void exceeded(Provider provider, List<Finding> found) {
        provider.usages().amounts().forEach((resource, amount) -> {
            var inventory = provider.inventories().get(resource);
            if (inventory == null || amount > inventory.capacity()) {
                found.add(new Finding(3, provider.name() + " gives " + amount + " " + resource + ": " + inventory));
            }
        });
    }

    private void quota(Tx tx, Map<String, ServerCensus.Entry> servers, List<Finding> found) {
        Map<String, Usage> sums = new TreeMap<>();
        servers.values().stream().filter(server -> !server.deleted()).forEach(server -> {
            var one = new Usage(1, server.vcpus(), server.memoryMb());
            sums.merge(key(server.project(), ""), one, Audit::plus);
            sums.merge(key(server.project(), server.user()), one, Audit::plus);
        });
        for (QuotaCount counted : quotas.census(tx)) {
            Usage sum = Optional.ofNullable(sums.remove(key(counted.project(), counted.user())))
                    .orElse(new Usage(0, 0, 0));
            if (!sum.equals(counted.used())) {
                found.add(new Finding(6, "quota counts " + counted + ", servers are " + sum));
            }
        }
        sums.forEach((whose, sum) -> found.add(new Finding(6, "quota does not count " + sum + " of " + whose)));
    }

    private void wishes(Tx tx, Map<String, ServerCensus.Entry> servers, List<Finding> found) {
        Set<String> wished = new HashSet<>();
        for (Host host : hosts.all(tx)) {
            for (Wish wish : wishes.all(tx, host.id())) {
                ServerCensus.Entry server = servers.get(wish.serverId());
                wished.add(wish.serverId());
                if (server == null || !server.hostId().equals(Optional.of(host.id()))) {
                    found.add(new Finding(6, "a wish that nobody has any more: " + wish + ", " + server));
                } else if (wish.generation() != server.wishGeneration()) {
                    found.add(new Finding(6, "a wish that is not the last: " + wish + ", " + server));
                }
            }
        }
        servers.values().stream()
                .filter(server -> server.hostId().isPresent() && !wished.contains(server.id()))
                .forEach(server -> found.add(new Finding(6, "a server on a host without a wish: " + server)));
    }

    private void ports(Map<String, ServerCensus.Entry> servers, List<Finding> found) {
        for (ServerCensus.Entry server : servers.values()) {
            List<String> ports =
                    networks.ports(server.id()).stream().map(Port::id).sorted().toList();
            List<String> due = server.hostId().isPresent() ? server.wanted() : List.of();
            if (!ports.equals(due.stream().sorted().toList()) || !server.bound().equals(due)) {
                found.add(new Finding(6, "ports " + ports + " are bound to " + server));
            }
        }
    }

    private static String key(String project, String user) {
        return project + "/" + user;
    }

    private static Usage plus(Usage one, Usage other) {
        return new Usage(one.instances() + other.instances(), one.cores() + other.cores(), one.ramMb() + other.ramMb());
    }
}
