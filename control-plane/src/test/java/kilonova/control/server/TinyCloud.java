package kilonova.control.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.NetworkRequest;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.edge.Call;
import kilonova.control.flavor.Flavors;
import kilonova.control.host.HostReport;
import kilonova.control.host.Hosts;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.keypair.Keypairs;
import kilonova.control.node.Guests;
import kilonova.control.node.WantedPower;
import kilonova.control.node.Wish;
import kilonova.control.node.Wishes;
import kilonova.control.operation.Operation;
import kilonova.control.operation.OperationId;
import kilonova.control.operation.Operations;
import kilonova.control.operation.Requests;
import kilonova.control.placement.Inventory;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.quota.Quotas;
import kilonova.control.scheduling.Scheduler;
import kilonova.control.store.CommitProbe;
import kilonova.control.store.Database;
import kilonova.control.store.DatabaseSettings;
import kilonova.control.workflow.Runner;
import kilonova.control.workflow.Workflows;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.kernel.Vault;
import kilonova.node.v1.ActionResult;
import kilonova.node.v1.GuestFault;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.GuestPower;

/** A control plane in one thread over SQLite in memory; its hosts answer wishes when told to. */
final class TinyCloud implements AutoCloseable {
    private static final Policy POLICY = Policy.of(PolicyBook.COMPUTE);

    final Env env = env();
    final PlayedImages images = new PlayedImages();
    final PlayedNetworks networks = new PlayedNetworks();
    final Database database;
    final PlacementLedger ledger = new PlacementLedger(env);
    final Hosts hosts = new Hosts(env, ledger);
    final Operations operations = new Operations();
    final Wishes wishes = new Wishes();
    final Probe probe = new Probe();
    final Set<String> broken = new HashSet<>();
    Servers servers;
    Guests guests;
    Runner runner;
    private long nowMicros = 1_800_000_000_000_000L;
    private final Map<String, GuestPower> guestPower = new java.util.LinkedHashMap<>();

    /** Fails the commit whose turn it is. */
    static final class Probe implements CommitProbe {
        private int commits;
        private int failAt = -1;
        private boolean crashed;

        @Override
        public void beforeCommit() {
            if (commits++ == failAt) {
                crashed = true;
                throw new Crash();
            }
        }

        /** Whether the process died since this was last asked. */
        boolean crashed() {
            boolean was = crashed;
            crashed = false;
            return was;
        }

        void failAt(int commit) {
            commits = 0;
            failAt = commit;
        }

        int commits() {
            return commits;
        }
    }

    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    TinyCloud(int hostCount) {
        database = Database.inline(DatabaseSettings.of("jdbc:sqlite::memory:"), env, probe);
        for (int i = 1; i <= hostCount; i++) {
            HostReport report = report("host-" + i);
            database.write(tx -> {
                hosts.reported(tx, report);
                return true;
            });
        }
        restart();
    }

    /** The process is gone with all it knew; another begins on what is committed. */
    void restart() {
        guestPower.clear();
        var workflows = new Workflows(env, operations, "replica");
        runner = new Runner(env, database, operations, workflows);
        var scheduler = new Scheduler(database, hosts, ledger);
        var quotas = new Quotas(database, POLICY);
        var flavors = new Flavors(database, POLICY, env);
        servers = new Servers(new ServerNeighbours(
                env,
                database,
                POLICY,
                new Vault(new byte[Vault.KEY_BYTES], env.random()),
                operations,
                new Requests(env),
                workflows,
                ledger,
                scheduler,
                hosts,
                wishes,
                flavors,
                new Keypairs(database, POLICY, quotas, env),
                quotas,
                images,
                networks));
        guests = servers.guests();
        flavors.ensureStock();
        scheduler.start();
        runner.resumeAll();
    }

    Call call(String... roles) {
        return new Call(
                new Principal(
                        new UserId("u1"),
                        "ada",
                        "default",
                        Optional.of(new ProjectId("p1")),
                        "demo",
                        "default",
                        List.of(roles),
                        false,
                        List.of()),
                "req-00000000-0000-4000-8000-000000000001");
    }

    Begun create(String name) {
        return servers.create(call("member", "reader"), request(name));
    }

    static CreateServerRequest request(String name) {
        return CreateServerRequest.newBuilder()
                .setServer(ServerSpec.newBuilder()
                        .setName(name)
                        .setFlavorId("1")
                        .setImageId(PlayedImages.TINY)
                        .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_LISTED)
                        .addNetworks(NetworkRequest.newBuilder().setNetworkId(PlayedNetworks.NET)))
                .build();
    }

    Begun delete(Server server) {
        return servers.delete(
                call("member", "reader"),
                DeleteServerRequest.newBuilder().setId(server.id().toString()).build());
    }

    Server server(Begun begun) {
        return database.read(tx -> servers.peek(tx, begun.server().id().toString()))
                .orElseThrow();
    }

    Operation operation(Begun begun) {
        return operation(begun.operation().id());
    }

    Operation operation(OperationId id) {
        return database.read(tx -> operations.find(tx, id)).orElseThrow();
    }

    /** Everything that can happen at this time happens; then hosts answer, and so on until nothing moves. */
    void settle() {
        do {
            while (runner.tick()) {
                // One thing at a time.
            }
        } while (answer());
    }

    void pass(Duration time) {
        nowMicros += time.toNanos() / 1_000;
    }

    /** Each host grants its wishes. @return whether anything was there to grant */
    boolean answer() {
        boolean moved = false;
        for (var host : database.read(hosts::all)) {
            for (Wish wish : database.read(tx -> wishes.all(tx, host.id()))) {
                moved |= answer(host.id(), wish);
            }
        }
        return moved;
    }

    private boolean answer(String hostId, Wish wish) {
        String key = wish.serverId() + "@" + wish.generation();
        if (guestPower.containsKey(key)) {
            return false;
        }
        boolean fails = broken.contains(hostId) && wish.power() != WantedPower.ABSENT;
        GuestPower power =
                switch (wish.power()) {
                    case RUNNING -> GuestPower.GUEST_POWER_RUNNING;
                    case SHUT_OFF -> GuestPower.GUEST_POWER_SHUT_OFF;
                    case ABSENT -> GuestPower.GUEST_POWER_ABSENT;
                };
        guestPower.put(key, power);
        var seen = GuestObservation.newBuilder()
                .setServerId(wish.serverId())
                .setHostId(hostId)
                .setEpoch(wish.epoch());
        if (fails) {
            seen.setPower(GuestPower.GUEST_POWER_ABSENT)
                    .setFailedGeneration(wish.generation())
                    .setFault(GuestFault.newBuilder()
                            .setReason("DiskFull")
                            .setMessage("no space left on " + hostId)
                            .setRetriable(true));
        } else {
            seen.setPower(power).setGeneration(wish.generation());
            wish.actions()
                    .forEach(action -> seen.addActions(ActionResult.newBuilder().setId(action.id())));
        }
        guests.observed(List.of(seen.build()));
        return true;
    }

    /** What is held, by whom: empty once nothing is left over. */
    List<String> leftovers() {
        return database.read(tx -> {
            var held = new ArrayList<String>();
            ledger.allocations(tx, Optional.empty(), Optional.empty(), "", 1_000)
                    .forEach(allocation -> held.add("allocation of " + allocation.consumer()));
            networks.all().values().forEach(port -> held.add("port of " + port.deviceId()));
            ledger.providers(tx, "", 1_000).stream()
                    .filter(provider -> !provider.usages().amounts().isEmpty())
                    .forEach(provider -> held.add("usage of " + provider.name()));
            return held;
        });
    }

    private static HostReport report(String name) {
        return new HostReport(
                name,
                name,
                "node-1",
                "nova",
                name,
                "QEMU",
                7_002_022,
                "127.0.0.1",
                "{}",
                "",
                100,
                Map.of(
                        "VCPU", new Inventory(4, 0, 1, 4, 1, 1.0),
                        "MEMORY_MB", new Inventory(4096, 0, 1, 4096, 1, 1.0),
                        "DISK_GB", new Inventory(100, 0, 1, 100, 1, 1.0)),
                List.of());
    }

    private Env env() {
        var random = new Random(1);
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochSecond(nowMicros / 1_000_000, nowMicros % 1_000_000 * 1_000);
            }
        };
        return new Env(clock, random, Ids.timeOrdered(clock, random));
    }

    @Override
    public void close() {
        database.close();
    }
}
