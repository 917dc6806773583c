package kilonova.control.node;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import kilonova.compute.v1.EnrollNodeRequest;
import kilonova.compute.v1.EnrollmentServiceGrpc;
import kilonova.control.edge.TestEdge;
import kilonova.control.enrollment.EnrollmentApi;
import kilonova.control.enrollment.Enrollments;
import kilonova.control.enrollment.NodeAuthority;
import kilonova.control.host.Host;
import kilonova.control.host.Hosts;
import kilonova.control.image.Images;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.replica.Peers;
import kilonova.control.replica.Replicas;
import kilonova.control.request.TestRequests;
import kilonova.control.store.CommitProbe;
import kilonova.control.store.Database;
import kilonova.control.store.DatabaseSettings;
import kilonova.control.store.TestStore;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.kernel.NodePass;
import kilonova.kernel.PemText;
import kilonova.testkit.database.DatabaseKind;
import kilonova.testkit.database.Databases;
import kilonova.testkit.database.TestDatabase;

/** The node room alone, in the test's own thread, under a clock of its own. */
final class Streams implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(500);

    final Hands clock = new Hands();
    private final Random random = new Random(1);
    final Env env;
    final PlayedGuests guests = new PlayedGuests();
    final Database database;
    final Wishes wishes = new Wishes();
    private final Hosts hosts;
    private final Enrollments enrollments;
    final Replicas replicas;
    final NodeSessions sessions;
    private final NodeApi api;
    private final List<Server> servers = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final TestEdge edge;
    private final Channel channel;
    private final AutoCloseable place;

    /** Over SQLite in memory. */
    Streams(Images images) {
        this(images, DatabaseSettings.of("jdbc:sqlite::memory:"), () -> {});
    }

    /** Over a fresh database of that kind, dropped in the end. */
    Streams(Images images, DatabaseKind kind) {
        this(images, Databases.fresh(kind));
    }

    private Streams(Images images, TestDatabase place) {
        this(images, TestStore.settings(place), place);
    }

    private Streams(Images images, DatabaseSettings settings, AutoCloseable place) {
        this(images, env -> Database.inline(settings, env, CommitProbe.NONE), place);
    }

    /** Over SQLite in memory, which other replicas use too. */
    static Streams besideOthers(Images images) {
        return new Streams(
                images,
                env -> {
                    try (var migrated =
                            Database.inline(DatabaseSettings.of("jdbc:sqlite::memory:"), env, CommitProbe.NONE)) {
                        return Database.inline(migrated.image(), env, CommitProbe.NONE, true);
                    }
                },
                () -> {});
    }

    private Streams(Images images, Function<Env, Database> open, AutoCloseable place) {
        this.place = place;
        env = new Env(clock, random, Ids.timeOrdered(clock, random));
        hosts = new Hosts(env, new PlacementLedger(env));
        database = open.apply(env);
        enrollments = new Enrollments(
                env,
                database,
                Policy.of(PolicyBook.COMPUTE),
                hosts,
                Optional.of(NodeAuthority.create(clock.instant(), random)));
        replicas = new Replicas(env, database, "here");
        sessions = new NodeSessions(
                env,
                database,
                hosts,
                enrollments,
                wishes,
                guests,
                NodeSettings.USUAL,
                replicas,
                Peers.NONE,
                Runnable::run);
        api = new NodeApi(sessions, images);
        channel = channel(new NodePeer.Within());
        edge = TestEdge.serving(List.of(new EnrollmentApi(enrollments, TestRequests.on(env))), env);
        replicas.join();
        sessions.start();
        sessions.tick();
    }

    /** For this node alone. */
    Channel channel(NodePeer peer) {
        String name = "streams-" + UUID.randomUUID();
        try {
            servers.add(InProcessServerBuilder.forName(name)
                    .directExecutor()
                    .addService(NodeDoor.as(peer, api))
                    .build()
                    .start());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        channels.add(InProcessChannelBuilder.forName(name).directExecutor().build());
        return channels.getLast();
    }

    /** Nodes that may join, for an administrator. */
    EnrollmentServiceGrpc.EnrollmentServiceBlockingStub enrollments() {
        return EnrollmentServiceGrpc.newBlockingStub(edge.channel("admin", "operators"));
    }

    /** The node with a certificate of its own. */
    NodePeer.Certified enroll(String name, String... hostNames) throws Exception {
        var keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        var answer = enrollments()
                .enrollNode(EnrollNodeRequest.newBuilder()
                        .setName(name)
                        .addAllHosts(List.of(hostNames))
                        .setPublicKey(PemText.of(keys.generateKeyPair().getPublic()))
                        .build());
        var certificate = PemText.certificates(name, answer.getCertificate()).getFirst();
        return new NodePeer.Certified(
                NodePass.of(certificate).orElseThrow(),
                certificate.getSerialNumber().toString(16));
    }

    Channel channel() {
        return channel;
    }

    PlayedNode node() {
        return new PlayedNode(channel, true);
    }

    PlayedNode node(NodePeer peer) {
        return new PlayedNode(channel(peer), true);
    }

    /** Time goes by as it does: with a tick every half second. */
    void pass(Duration time) {
        for (Duration left = time; left.isPositive(); left = left.minus(STEP)) {
            clock.now = clock.now.plus(STEP);
            sessions.tick();
        }
    }

    /** Time goes by for every replica, none of which is taken for dead. */
    void passForAll(Duration time, Replicas... others) {
        for (Duration left = time; left.isPositive(); left = left.minus(STEP)) {
            clock.now = clock.now.plus(STEP);
            replicas.tick();
            for (Replicas other : others) {
                other.tick();
            }
            sessions.tick();
        }
    }

    /** Time goes by, and nobody ticks: this process did not run. */
    void sleepThrough(Duration time) {
        clock.now = clock.now.plus(time);
        sessions.tick();
    }

    void wish(String hostId, String serverId, long generation) {
        database.write(tx -> {
            wishes.state(
                    tx,
                    new Wish(serverId, hostId, generation, 1, WantedPower.RUNNING, List.of()),
                    kilonova.node.v1.GuestSpec::getDefaultInstance);
            return true;
        });
    }

    boolean up(String hostId) {
        return database.read(tx -> hosts.find(tx, hostId)).filter(Host::up).isPresent();
    }

    void forceDown(String hostId) {
        database.write(tx -> hosts.set(
                tx, hostId, "", java.util.Optional.empty(), java.util.Optional.empty(), java.util.Optional.of(true)));
        sessions.tick();
    }

    @Override
    public void close() {
        edge.close();
        channels.forEach(ManagedChannel::shutdownNow);
        servers.forEach(Server::shutdownNow);
        database.close();
        try {
            place.close();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    static final class Hands extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
