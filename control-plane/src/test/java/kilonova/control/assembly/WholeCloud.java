package kilonova.control.assembly;

import static kilonova.control.store.tables.Tables.FINDING;
import static kilonova.control.store.tables.Tables.IDENTITY_USER;
import static kilonova.control.store.tables.Tables.IMAGE;
import static kilonova.control.store.tables.Tables.OPERATION;
import static kilonova.control.store.tables.Tables.SERVER;

import io.grpc.BindableService;
import io.grpc.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.ListControlServicesRequest;
import kilonova.control.audit.AuditSettings;
import kilonova.control.edge.TestEdge;
import kilonova.control.enrollment.NodeAuthority;
import kilonova.control.host.HostReport;
import kilonova.control.host.Hosts;
import kilonova.control.identity.KnownProjects;
import kilonova.control.identity.embedded.Catalog;
import kilonova.control.identity.embedded.EmbeddedIdentity;
import kilonova.control.identity.embedded.FirstPasswords;
import kilonova.control.identity.embedded.IdentitySettings;
import kilonova.control.image.embedded.EmbeddedImages;
import kilonova.control.image.embedded.ImageSettings;
import kilonova.control.network.embedded.EmbeddedNetworks;
import kilonova.control.node.NodeSettings;
import kilonova.control.notification.NotificationSettings;
import kilonova.control.placement.Inventory;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.policy.PolicyFile;
import kilonova.control.replica.Peers;
import kilonova.control.request.TestRequests;
import kilonova.control.scheduling.SchedulerSettings;
import kilonova.control.store.Database;
import kilonova.control.store.LogBounds;
import kilonova.control.store.TestStore;
import kilonova.identity.v1.CreateUserRequest;
import kilonova.identity.v1.IssueTokenRequest;
import kilonova.identity.v1.PasswordProof;
import kilonova.identity.v1.TokenServiceGrpc;
import kilonova.identity.v1.User;
import kilonova.identity.v1.UserServiceGrpc;
import kilonova.kernel.Env;
import kilonova.kernel.Vault;
import kilonova.testkit.database.TestDatabase;

/** Every public room behind the edge, on a real database; nothing drives its workflows. */
final class WholeCloud implements AutoCloseable {
    static final Env ENV = Env.real();
    static final FirstPasswords FIRST = new FirstPasswords("admin-secret", "demo-secret", "service-secret");

    final TestEdge edge;
    final Database database;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final List<BindableService> services;

    private WholeCloud(Database database, Policy policy) {
        this.database = database;
        Path directory;
        try {
            directory = Files.createTempDirectory("whole-cloud");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        var requests = TestRequests.on(ENV);
        var identity = EmbeddedIdentity.open(
                database,
                ENV,
                requests,
                IdentitySettings.of(directory.resolve("identity.keys")),
                Policy.of(PolicyBook.IDENTITY),
                new Catalog("RegionOne", List.of()));
        identity.bootstrap(FIRST);
        var images = EmbeddedImages.open(database, ENV, requests, ImageSettings.in(directory));
        var networks = EmbeddedNetworks.open(database, ENV, requests);
        var rooms = Rooms.on(new Surroundings(
                ENV,
                database,
                "replica",
                "",
                Peers.NONE,
                "machine",
                policy,
                Policy.of(PolicyBook.PLACEMENT),
                new Vault(new byte[Vault.KEY_BYTES], ENV.random()),
                KnownProjects.ALL,
                images,
                networks,
                NodeSettings.USUAL,
                Optional.of(NodeAuthority.create(ENV.clock().instant(), ENV.random())),
                SchedulerSettings.USUAL,
                LogBounds.USUAL,
                AuditSettings.USUAL,
                NotificationSettings.OFF,
                "cloud",
                threads));
        rooms.start();
        services = new ArrayList<>(rooms.services());
        services.add(images.service());
        services.addAll(networks.services());
        services.addAll(identity.services());
        edge = TestEdge.serving(services, ENV);
    }

    static WholeCloud on(TestDatabase place) {
        Database database = TestStore.open(place);
        return place.open(WholeCloud.class, _ -> new WholeCloud(database, Policy.of(PolicyBook.COMPUTE)));
    }

    /** One whose site has rules of its own. */
    static WholeCloud on(TestDatabase place, PolicyFile site) {
        Database database = TestStore.open(place);
        return place.open(WholeCloud.class, _ -> new WholeCloud(database, Policy.of(PolicyBook.COMPUTE, site)));
    }

    /** The whole of it, for an administrator. */
    Channel admin() {
        return edge.channel("admin", "operators");
    }

    /** For whoever has this role in this project. */
    Channel channel(String role, String project) {
        return edge.channel(role, project);
    }

    /** @param token {@code project:role}, or what the edge does not know */
    Channel channel(String token) {
        return edge.channel(token);
    }

    /** A host that was reported once. */
    /** The id of a service that this process runs. */
    String controlService() {
        return HostServiceGrpc.newBlockingStub(admin())
                .listControlServices(ListControlServicesRequest.getDefaultInstance())
                .getServices(0)
                .getId();
    }

    void host(String name) {
        host(name, name);
    }

    /** The same, whose hypervisor has a name of its own. */
    void host(String name, String hypervisor) {
        var hosts = new Hosts(ENV, new PlacementLedger(ENV));
        var report = new HostReport(
                name,
                name,
                "node-1",
                "nova",
                hypervisor,
                "QEMU",
                7_002_022,
                "127.0.0.1",
                "{}",
                "",
                100,
                Map.of("VCPU", new Inventory(4, 0, 1, 4, 1, 1.0)),
                List.of(),
                "");
        database.write(tx -> {
            hosts.reported(tx, report);
            return name;
        });
    }

    /** The server as if it had been built on a host, and rested there since. */
    void rests(String serverId, String resting) {
        database.write(tx -> {
            tx.sql()
                    .update(OPERATION)
                    .set(OPERATION.OPEN_SUBJECT, (String) null)
                    .set(OPERATION.OUTCOME, "SUCCEEDED")
                    .where(OPERATION.SUBJECT.eq("server/" + serverId))
                    .execute();
            return tx.sql()
                    .update(SERVER)
                    .set(SERVER.RESTING, resting)
                    .set(SERVER.PHASE, (String) null)
                    .set(SERVER.OPERATION_ID, (String) null)
                    .set(SERVER.HOST_ID, "host-1")
                    .set(SERVER.HOST_NAME, "host-1")
                    .set(SERVER.LAUNCHED_AT, ENV.nowMicros())
                    .where(SERVER.ID.eq(serverId))
                    .execute();
        });
    }

    /** The administrator of these calls as a user with this password. @return the user's id */
    String knownAs(String password) {
        String id = TestEdge.principal("admin", "operators").user().value();
        database.write(tx -> tx.sql()
                .deleteFrom(IDENTITY_USER)
                .where(IDENTITY_USER.ID.eq(id))
                .execute());
        var made = UserServiceGrpc.newBlockingStub(admin())
                .createUser(CreateUserRequest.newBuilder()
                        .setUser(User.newBuilder().setName("known-" + id).setEnabled(true))
                        .setPassword(password)
                        .build());
        database.write(tx -> tx.sql()
                .update(IDENTITY_USER)
                .set(IDENTITY_USER.ID, id)
                .where(IDENTITY_USER.ID.eq(made.getId()))
                .execute());
        return id;
    }

    /** A token of the member whom every cloud begins with. */
    String token() {
        return TokenServiceGrpc.newBlockingStub(admin())
                .issueToken(IssueTokenRequest.newBuilder()
                        .setPassword(PasswordProof.newBuilder()
                                .setUserName("demo")
                                .setDomainName("Default")
                                .setPassword(FIRST.member()))
                        .setUnscoped(true)
                        .build())
                .getValue();
    }

    /** A finding that stands, of what is well by now. */
    void finding(String id) {
        database.write(tx -> tx.sql()
                .insertInto(FINDING)
                .set(FINDING.ID, id)
                .set(FINDING.KIND, "PORTS_LEFT_BEHIND")
                .set(FINDING.SUBJECT, "server/" + id)
                .set(FINDING.STATE, "OPEN")
                .set(FINDING.PLACE, id)
                .set(FINDING.WAS, "ports")
                .set(FINDING.DUE, "none")
                .set(FINDING.FOUND_AT, ENV.nowMicros())
                .execute());
    }

    /** The server as if its owner had locked it. */
    void lock(String serverId) {
        database.write(tx -> tx.sql()
                .update(SERVER)
                .set(SERVER.LOCKED_BY, "owner")
                .where(SERVER.ID.eq(serverId))
                .execute());
    }

    /** The image as if its bytes had come. */
    void active(String imageId) {
        database.write(tx -> tx.sql()
                .update(IMAGE)
                .set(IMAGE.STATUS, "active")
                .where(IMAGE.ID.eq(imageId))
                .execute());
    }

    @Override
    public void close() {
        edge.close();
        threads.shutdownNow();
    }
}
