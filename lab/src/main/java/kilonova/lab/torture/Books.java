package kilonova.lab.torture;

import static kilonova.control.store.tables.Tables.OPERATION;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kilonova.control.audit.Audit;
import kilonova.control.audit.Finding;
import kilonova.control.host.Hosts;
import kilonova.control.network.embedded.EmbeddedNetworks;
import kilonova.control.node.Wishes;
import kilonova.control.operation.Operations;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.quota.Quotas;
import kilonova.control.request.Requests;
import kilonova.control.scheduling.Scheduler;
import kilonova.control.scheduling.SchedulerSettings;
import kilonova.control.server.ServerCensus;
import kilonova.control.store.Database;
import kilonova.control.store.DatabaseSettings;
import kilonova.kernel.Env;
import kilonova.kernel.Vault;
import kilonova.node.hypervisor.FakeHypervisor;
import kilonova.node.hypervisor.FakeSize;
import kilonova.node.hypervisor.FakeTemper;
import kilonova.node.journal.FileRecords;

/** Reads what is left of a cloud that has stopped: its database, and what its hosts keep of their guests. */
final class Books {
    private static final String GUESTS = "fake-guests";

    private Books() {}

    /**
     * @param cloud the data directory that holds the cloud's id
     * @param nodes by the node's folder, the names of its hosts
     * @param tenants by the project's id
     */
    static Aftermath read(
            DatabaseSettings settings, Path cloud, Map<Path, List<String>> nodes, Map<String, String> tenants)
            throws IOException {
        Env env = Env.real();
        String id = Files.readString(cloud.resolve("cloud.id")).strip();
        try (Database database = Database.open(settings, id, env)) {
            Map<String, String> hosts = new HashMap<>();
            var servers = new ArrayList<Aftermath.ServerRow>();
            var open = new ArrayList<String>();
            Set<String> operations = new HashSet<>();
            database.read(tx -> {
                new Hosts(env, new PlacementLedger(env)).all(tx).forEach(host -> hosts.put(host.id(), host.name()));
                new ServerCensus().all(tx).forEach(entry -> servers.add(row(entry, hosts)));
                new Operations()
                        .open(tx)
                        .forEach(each -> open.add("operation " + each.id() + " (" + each.kind() + " of "
                                + each.subject() + ") is open at " + each.step() + ", attempt " + each.attempt()));
                operations.addAll(tx.sql().select(OPERATION.ID).from(OPERATION).fetch(OPERATION.ID));
                return true;
            });
            List<String> books = audit(database, env).atRest().stream()
                    .map(Finding::toString)
                    .toList();
            return new Aftermath(servers, operations, open, books, guests(nodes, env), tenants);
        }
    }

    private static Aftermath.ServerRow row(ServerCensus.Entry entry, Map<String, String> hosts) {
        return new Aftermath.ServerRow(
                entry.id(),
                entry.project(),
                entry.name(),
                entry.deleted() ? "DELETED" : entry.resting(),
                entry.phase().or(entry::operation),
                entry.hostId().map(id -> hosts.getOrDefault(id, id)),
                entry.fault(),
                entry.deleted(),
                entry.generation());
    }

    private static Audit audit(Database database, Env env) {
        Policy policy = Policy.of(PolicyBook.COMPUTE);
        var ledger = new PlacementLedger(env);
        var hosts = new Hosts(env, ledger);
        var vault = new Vault(new byte[Vault.KEY_BYTES], env.random());
        return new Audit(
                database,
                new Operations(),
                ledger,
                new Quotas(database, policy),
                new Scheduler(database, hosts, ledger, SchedulerSettings.USUAL),
                hosts,
                new Wishes(),
                EmbeddedNetworks.open(database, env, new Requests(env, vault)));
    }

    private static Map<String, List<Aftermath.GuestRow>> guests(Map<Path, List<String>> nodes, Env env) {
        var seen = new LinkedHashMap<String, List<Aftermath.GuestRow>>();
        nodes.forEach((folder, names) -> {
            try (var records = FileRecords.open(folder.resolve("node").resolve(GUESTS))) {
                for (FakeHypervisor host :
                        FakeHypervisor.hosts(names, FakeSize.STANDARD, FakeTemper.calm(env.random()), records)) {
                    seen.put(
                            host.name(),
                            host.guests().stream()
                                    .map(guest -> new Aftermath.GuestRow(guest.serverId(), guest.running()))
                                    .toList());
                }
            }
        });
        return seen;
    }
}
