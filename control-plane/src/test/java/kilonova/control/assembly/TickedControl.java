package kilonova.control.assembly;

import io.grpc.BindableService;
import io.grpc.Channel;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import kilonova.compute.v1.OperationServiceGrpc;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.control.audit.AuditSettings;
import kilonova.control.edge.TestEdge;
import kilonova.control.host.HostReport;
import kilonova.control.host.Hosts;
import kilonova.control.identity.KnownProjects;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.image.Image;
import kilonova.control.image.Images;
import kilonova.control.network.NetworkInfo;
import kilonova.control.network.Networks;
import kilonova.control.network.Port;
import kilonova.control.network.PortRequest;
import kilonova.control.network.PortRoom;
import kilonova.control.network.embedded.EmbeddedNetworks;
import kilonova.control.node.NodeSettings;
import kilonova.control.notification.NotificationSettings;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.replica.Peers;
import kilonova.control.request.TestRequests;
import kilonova.control.scheduling.SchedulerSettings;
import kilonova.control.store.Database;
import kilonova.control.store.LogBounds;
import kilonova.control.store.TestStore;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.kernel.ProblemException;
import kilonova.kernel.Vault;
import kilonova.testkit.clock.HandClock;
import kilonova.testkit.database.TestDatabase;

/** A whole control plane whose rounds and workflows run when the test says so. */
final class TickedControl implements AutoCloseable {
    static final String IMAGE = "00000000-0000-4000-8000-00000000000a";
    private static final String PROJECT = "operators";
    private static final Images IMAGES = new OneImage();

    private final Env env;
    private final Database database;
    private final Rooms rooms;
    private final TestEdge edge;
    private final SlowNetworks networks;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean holding;
    private final Phaser underWay = new Phaser() {
        @Override
        protected boolean onAdvance(int phase, int registered) {
            return false;
        }
    };

    TickedControl(TestDatabase at, HandClock clock, String replica) {
        this(at, clock, replica, Peers.NONE, NotificationSettings.OFF);
    }

    TickedControl(TestDatabase at, HandClock clock, String replica, NotificationSettings notifications) {
        this(at, clock, replica, Peers.NONE, notifications);
    }

    /** @param peers what leads to the others; this one is reached there by its name */
    TickedControl(TestDatabase at, HandClock clock, String replica, Peers peers) {
        this(at, clock, replica, peers, NotificationSettings.OFF);
    }

    private TickedControl(
            TestDatabase at, HandClock clock, String replica, Peers peers, NotificationSettings notifications) {
        var random = new Random(replica.hashCode());
        env = new Env(clock, random, Ids.timeOrdered(clock, random));
        database = TestStore.openDeaf(at, env);
        var embedded = EmbeddedNetworks.open(database, env, TestRequests.on(env));
        embedded.bootstrap(EmbeddedNetworks.FirstNetwork.ownedBy(new ProjectId(PROJECT)));
        networks = new SlowNetworks(embedded);
        rooms = Rooms.on(new Surroundings(
                env,
                database,
                replica,
                replica,
                peers,
                "machine",
                Policy.of(PolicyBook.COMPUTE),
                Policy.of(PolicyBook.PLACEMENT),
                new Vault(new byte[Vault.KEY_BYTES], random),
                KnownProjects.ALL,
                IMAGES,
                networks,
                NodeSettings.USUAL,
                Optional.empty(),
                SchedulerSettings.USUAL,
                LogBounds.USUAL,
                AuditSettings.USUAL,
                notifications,
                "cloud",
                this::execute));
        rooms.start();
        edge = TestEdge.serving(rooms.services(), env);
    }

    ServerServiceGrpc.ServerServiceBlockingStub servers() {
        return ServerServiceGrpc.newBlockingStub(edge.channel("admin", PROJECT));
    }

    OperationServiceGrpc.OperationServiceBlockingStub operations() {
        return OperationServiceGrpc.newBlockingStub(edge.channel("admin", PROJECT));
    }

    Channel channel(String role) {
        return edge.channel(role, PROJECT);
    }

    /** For nodes in this process. */
    BindableService nodeService() {
        return rooms.nodeService();
    }

    /** For other replicas. */
    List<BindableService> replicaServices() {
        return rooms.replicaServices();
    }

    /** Takes up what nobody drives, as when a process begins. */
    void resumeAll() {
        rooms.runner().resumeAll();
    }

    /** As a process does that ends in good order. */
    void leave() {
        rooms.stop();
        rooms.leave();
    }

    <T> T write(Function<Tx, T> body) {
        return database.write(body);
    }

    /** A host without any room, reported once. */
    void host(String name) {
        var report = new HostReport(
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
                Map.of(),
                List.of(),
                "");
        database.write(tx -> {
            new Hosts(env, new PlacementLedger(env)).reported(tx, report);
            return name;
        });
    }

    /** It counts as connected no longer; nothing where it never did, or this process was shut out. */
    void gone(String host) {
        try {
            database.write(tx -> {
                new Hosts(env, new PlacementLedger(env)).gone(tx, host);
                return host;
            });
        } catch (ProblemException fenced) {
            // Another says it.
        }
    }

    SlowNetworks networks() {
        return networks;
    }

    /** What others committed is known here. */
    void catchUp() {
        database.catchUp();
    }

    /** Everything that can happen at this time happens. */
    void drain() {
        while (rooms.runner().tick()) {
            // One thing at a time.
        }
    }

    /** Whether it may act beyond the database, by what it knows of its lease. */
    boolean held() {
        return rooms.replicas().held();
    }

    /** What is left to other threads from here on waits for {@link #releaseThreads}. */
    void holdThreads() {
        holding = true;
    }

    /** Does what waited. */
    void releaseThreads() {
        holding = false;
        for (Runnable body = waiting.poll(); body != null; body = waiting.poll()) {
            execute(body);
        }
        awaitThreads();
    }

    void round(String name) {
        rooms.rounds().stream().filter(round -> round.name().equals(name)).forEach(round -> round.body()
                .run());
        awaitThreads();
    }

    private void execute(Runnable body) {
        if (holding) {
            waiting.add(body);
            return;
        }
        underWay.register();
        threads.execute(() -> {
            try {
                body.run();
            } finally {
                underWay.arriveAndDeregister();
            }
        });
    }

    /** Until what the round left to other threads is done. */
    private void awaitThreads() {
        int phase = underWay.register();
        underWay.arriveAndDeregister();
        try {
            underWay.awaitAdvanceInterruptibly(phase, 20, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException stuck) {
            throw new IllegalStateException("a thread of this control plane does not end", stuck);
        }
    }

    @Override
    public void close() {
        edge.close();
        rooms.runner().close();
        database.close();
        threads.shutdown();
    }

    private static final class OneImage implements Images {
        @Override
        public Image image(Principal who, String id) {
            return new Image(
                    id, "tiny", "p1", "active", "qcow2", "bare", 1 << 20, 1 << 20, "sha512", "00", 0, 0, Map.of());
        }

        @Override
        public InputStream data(String id, long offset) {
            return new ByteArrayInputStream(new byte[0]);
        }
    }

    /** The embedded network service, with something that happens while ports are released. */
    static final class SlowNetworks implements Networks {
        private final EmbeddedNetworks real;
        private Runnable meanwhile = () -> {};
        private int releases;

        SlowNetworks(EmbeddedNetworks real) {
            this.real = real;
        }

        void duringTheNextRelease(Runnable happening) {
            meanwhile = happening;
        }

        int releases() {
            return releases;
        }

        String first() {
            return real.networks(TestEdge.principal("admin", PROJECT))
                    .getFirst()
                    .id();
        }

        @Override
        public List<NetworkInfo> networks(Principal who) {
            return real.networks(who);
        }

        @Override
        public NetworkInfo network(Principal who, String id) {
            return real.network(who, id);
        }

        @Override
        public Port port(Principal who, String id) {
            return real.port(who, id);
        }

        @Override
        public String securityGroup(Principal who, String nameOrId) {
            return real.securityGroup(who, nameOrId);
        }

        @Override
        public void requireFree(Principal who, String networkId, String address) {
            real.requireFree(who, networkId, address);
        }

        @Override
        public PortRoom portRoom(ProjectId project) {
            return real.portRoom(project);
        }

        @Override
        public Port ensurePort(PortRequest request) {
            return real.ensurePort(request);
        }

        @Override
        public List<Port> ports(String serverId) {
            return real.ports(serverId);
        }

        @Override
        public List<String> boundServers(String after, int limit) {
            return real.boundServers(after, limit);
        }

        @Override
        public void releasePorts(String serverId) {
            Runnable now = meanwhile;
            meanwhile = () -> {};
            now.run();
            real.releasePorts(serverId);
            releases++;
        }
    }
}
