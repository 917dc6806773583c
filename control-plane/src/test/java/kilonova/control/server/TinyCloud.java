package kilonova.control.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.NetworkRequest;
import kilonova.compute.v1.RebootKind;
import kilonova.compute.v1.RebootServerRequest;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.StartServerRequest;
import kilonova.compute.v1.StopServerRequest;
import kilonova.control.audit.Audit;
import kilonova.control.audit.AuditSettings;
import kilonova.control.audit.Auditor;
import kilonova.control.audit.Finding;
import kilonova.control.edge.Call;
import kilonova.control.flavor.Flavors;
import kilonova.control.host.Hosts;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.keypair.Keypairs;
import kilonova.control.node.Guests;
import kilonova.control.node.Wishes;
import kilonova.control.operation.Operation;
import kilonova.control.operation.OperationId;
import kilonova.control.operation.Operations;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.quota.Quotas;
import kilonova.control.replica.Replicas;
import kilonova.control.request.TestRequests;
import kilonova.control.scheduling.Scheduler;
import kilonova.control.scheduling.SchedulerSettings;
import kilonova.control.store.CommitProbe;
import kilonova.control.store.Database;
import kilonova.control.store.DatabaseImage;
import kilonova.control.store.DatabaseSettings;
import kilonova.control.workflow.Runner;
import kilonova.control.workflow.Workflows;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.kernel.Vault;
import org.jspecify.annotations.Nullable;

/** A control plane in one thread over SQLite in memory; its hosts answer wishes when told to. */
final class TinyCloud implements AutoCloseable {
    private static final Policy POLICY = Policy.of(PolicyBook.COMPUTE);

    private static final AtomicReference<@Nullable DatabaseImage> EMPTY = new AtomicReference<>();

    final Env env = env();
    final Trouble trouble = new Trouble();
    final PlayedImages images = new PlayedImages();
    final PlayedNetworks networks = new PlayedNetworks(trouble);
    final PlacementLedger ledger = new PlacementLedger(env);
    final Hosts hosts = new Hosts(env, ledger);
    final Operations operations = new Operations();
    final Wishes wishes = new Wishes();
    final PlayedHosts machines;
    Database database;
    Servers servers;
    Guests guests;
    Runner runner;
    Workflows workflows;
    Audit audit;
    private final SchedulerSettings scheduling;
    Auditor auditor;
    private long nowMicros = 1_800_000_000_000_000L;

    TinyCloud(int hostCount) {
        this(hostCount, SchedulerSettings.USUAL);
    }

    TinyCloud(int hostCount, SchedulerSettings scheduling) {
        this.scheduling = scheduling;
        database = Database.inline(empty(), env, trouble, false);
        machines = new PlayedHosts(this, hostCount);
        restart();
    }

    /** A database is migrated once for all. */
    private static DatabaseImage empty() {
        DatabaseImage known = EMPTY.get();
        if (known != null) {
            return known;
        }
        try (var fresh = Database.inline(DatabaseSettings.of("jdbc:sqlite::memory:"), Env.real(), CommitProbe.NONE)) {
            DatabaseImage image = fresh.image();
            EMPTY.set(image);
            return image;
        }
    }

    /** The process is gone with all it knew; another begins on what is committed. */
    void restart() {
        trouble.reborn();
        database = database.another(env, trouble);
        var replicas = new Replicas(env, database, "replica");
        replicas.join();
        workflows = new Workflows(env, operations, replicas);
        runner = new Runner(env, database, operations, workflows);
        var scheduler = new Scheduler(database, hosts, ledger, scheduling);
        var quotas = new Quotas(database, POLICY);
        var flavors = new Flavors(database, POLICY, env);
        servers = servers(workflows, scheduler, quotas, flavors);
        guests = servers.guests();
        audit = new Audit(database, operations, ledger, quotas, scheduler, hosts, wishes, networks);
        auditor = Auditor.on(
                env,
                database,
                replicas,
                AuditSettings.USUAL,
                ledger,
                hosts,
                wishes,
                operations,
                servers,
                quotas,
                networks,
                guests);
        flavors.ensureStock();
        scheduler.start();
        runner.resumeAll();
        machines.connect();
    }

    private Servers servers(Workflows driving, Scheduler scheduler, Quotas quotas, Flavors flavors) {
        return new Servers(new ServerNeighbours(
                env,
                database,
                POLICY,
                new Vault(new byte[Vault.KEY_BYTES], env.random()),
                operations,
                TestRequests.on(env),
                driving,
                ledger,
                scheduler,
                hosts,
                wishes,
                flavors,
                new Keypairs(database, POLICY, quotas, env),
                quotas,
                images,
                networks));
    }

    /** Another replica of this cloud, which hosts report to meanwhile, deletes the server from the order to the last row. */
    void deleteElsewhere(Server server) {
        var replicas = new Replicas(env, database, "another");
        replicas.join();
        var driving = new Workflows(env, operations, replicas);
        var its = new Runner(env, database, operations, driving);
        Servers there = servers(
                driving,
                new Scheduler(database, hosts, ledger, scheduling),
                new Quotas(database, POLICY),
                new Flavors(database, POLICY, env));
        Guests here = guests;
        guests = there.guests();
        there.delete(
                call("member", "reader"),
                DeleteServerRequest.newBuilder().setId(server.id().toString()).build());
        do {
            while (its.tick()) {
                // One thing at a time.
            }
        } while (machines.answer());
        guests = here;
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

    /** A server that was built. */
    Begun running(String name) {
        Begun begun = create(name);
        settle();
        return begun;
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

    /** A server whose build was given up when its host had been asked to start it, and had not answered. */
    Begun givenUp(String name) {
        Begun begun = create(name);
        while (runner.tick()) {
            // The host has not answered.
        }
        database.write(tx -> tx.sql()
                .execute(
                        "update operation set facts = 'no JSON', step = 'CLAIM' where id = ?",
                        begun.operation().id().toString()));
        pass(BuildServer.DEADLINE.plusSeconds(1));
        while (runner.tick()) {
            // It is given up.
        }
        return begun;
    }

    Begun delete(Server server) {
        return servers.delete(
                call("member", "reader"),
                DeleteServerRequest.newBuilder().setId(server.id().toString()).build());
    }

    Begun start(Begun begun) {
        String id = begun.server().id().toString();
        return servers.power()
                .start(
                        call("member", "reader"),
                        StartServerRequest.newBuilder().setId(id).build());
    }

    Begun stop(Begun begun) {
        String id = begun.server().id().toString();
        return servers.power()
                .stop(
                        call("member", "reader"),
                        StopServerRequest.newBuilder().setId(id).build());
    }

    Begun reboot(Begun begun) {
        return servers.power()
                .reboot(
                        call("member", "reader"),
                        RebootServerRequest.newBuilder()
                                .setId(begun.server().id().toString())
                                .setKind(RebootKind.REBOOT_KIND_HARD)
                                .build());
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
        } while (machines.answer());
    }

    void pass(Duration time) {
        nowMicros += time.toNanos() / 1_000;
    }

    /** The time of one walk of the audit passes, and of its second look; what it begins comes to its end. */
    void audited() {
        for (int i = 0; i < 4; i++) {
            pass(AuditSettings.USUAL.every());
            auditor.tick();
            settle();
        }
    }

    /** What does not agree: empty once nothing is left over. */
    List<Finding> leftovers() {
        return audit.atRest();
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
