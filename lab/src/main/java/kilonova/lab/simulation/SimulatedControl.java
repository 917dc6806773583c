package kilonova.lab.simulation;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import kilonova.control.assembly.Rooms;
import kilonova.control.assembly.Surroundings;
import kilonova.control.audit.Audit;
import kilonova.control.audit.AuditSettings;
import kilonova.control.edge.EdgeInterceptor;
import kilonova.control.host.Hosts;
import kilonova.control.identity.KnownProjects;
import kilonova.control.network.embedded.EmbeddedNetworks;
import kilonova.control.node.NodeSettings;
import kilonova.control.notification.NotificationSettings;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.replica.Owner;
import kilonova.control.request.Requests;
import kilonova.control.scheduling.SchedulerSettings;
import kilonova.control.store.Database;
import kilonova.control.store.LogBounds;
import kilonova.kernel.Env;
import kilonova.kernel.Vault;

/**
 * One life of a control plane: the production rooms behind in-process gRPC, ticked by the timeline. Whatever it does it
 * does through {@link #run}; while it sleeps, that waits.
 */
final class SimulatedControl {
    private static final Policy POLICY = Policy.of(PolicyBook.COMPUTE);
    private static final Policy PLACEMENT_POLICY = Policy.of(PolicyBook.PLACEMENT);
    /** So short that every run forgets some of it. */
    private static final LogBounds SHORT_LOG = new LogBounds(Duration.ofSeconds(20), 100, 20);

    /**
     * So often that what is left behind is found while the run lasts; and there is no mass, however much is wrong. Between two
     * looks there is more time than a message may take: what is on its way is not left behind.
     */
    private static final AuditSettings QUICK_AUDIT = new AuditSettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            1_000,
            10_000,
            100,
            10_000,
            10_000,
            Duration.ofHours(1),
            Duration.ofDays(30));

    private static final Duration SOON = Duration.ofNanos(100_000);
    private static final Duration LATER = Duration.ofMillis(3);
    /** Between two turns that find nothing to do, once there was nothing for a while. */
    private static final Duration IDLE = Duration.ofMillis(60);

    /** What the longest of the threads that tell nodes and watchers waits for its turn. */
    private static final Duration SLOWEST_THREAD = Duration.ofMillis(40);

    /** Of this Java machine: in-process servers have names of their own. */
    private static final AtomicLong LIVES = new AtomicLong();

    private final Timeline timeline;
    private final Env env;
    private final Rooms rooms;
    private final Database database;
    private final Commits commits;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Server publicServer;
    private final Server nodeServer;
    private final Server peerServer;
    private final ManagedChannel publicChannel;
    private final ManagedChannel nodeChannel;
    private final ManagedChannel peerChannel;
    private boolean over;
    private boolean asleep;
    private boolean catchingUp;
    private Duration pause = LATER;

    /** @param replica names the process; the same in each of its lives */
    SimulatedControl(
            Timeline timeline,
            Env env,
            Database database,
            Commits commits,
            String replica,
            SimulatedNeighbours neighbours,
            SimulatedPeers peers) {
        this.timeline = timeline;
        this.env = env;
        this.database = database;
        this.commits = commits;
        var vault = new Vault(new byte[Vault.KEY_BYTES], env.random());
        var networks = EmbeddedNetworks.open(database, env, new Requests(env, vault));
        rooms = Rooms.on(new Surroundings(
                env,
                database,
                replica,
                // As in production: a replica is reached at its address, here by its name.
                replica,
                peers,
                "simulated",
                POLICY,
                PLACEMENT_POLICY,
                vault,
                KnownProjects.ALL,
                neighbours,
                networks,
                NodeSettings.USUAL,
                Optional.empty(),
                SchedulerSettings.USUAL,
                SHORT_LOG,
                QUICK_AUDIT,
                NotificationSettings.OFF,
                "cloud",
                body -> timeline.after(timeline.between(SOON, SLOWEST_THREAD), () -> run(body))));
        String name = "simulated-" + LIVES.incrementAndGet();
        var edge = new EdgeInterceptor(neighbours, env, Set.of());
        var services = new ArrayList<>(rooms.services());
        services.addAll(networks.services());
        publicServer = serve(name + "-public", services, edge);
        nodeServer = serve(name + "-node", List.of(rooms.nodeService()), null);
        publicChannel = InProcessChannelBuilder.forName(name + "-public")
                .directExecutor()
                .build();
        peerServer = serve(name + "-peer", rooms.replicaServices(), null);
        nodeChannel =
                InProcessChannelBuilder.forName(name + "-node").directExecutor().build();
        peerChannel =
                InProcessChannelBuilder.forName(name + "-peer").directExecutor().build();
    }

    void start() {
        rooms.start();
        rooms.runner().resumeAll();
        turn();
        rooms.rounds().forEach(round -> every(round.every(), round.body()));
        database.onRoused(this::catchUpSoon);
        every(Database.CATCH_UP_EVERY, database::catchUp);
    }

    /** Another replica told that the log goes on: once for many such words. */
    private void catchUpSoon() {
        if (!catchingUp) {
            catchingUp = true;
            timeline.after(timeline.between(SOON, LATER), () -> run(this::catchUp));
        }
    }

    private void catchUp() {
        catchingUp = false;
        if (!commits.dead()) {
            database.catchUp();
        }
    }

    /** This process, in the epoch that it believes to be in. */
    Owner me() {
        return rooms.me();
    }

    /** Runs it now, or when the process is awake again, in the order in which it came; never once it is dead. */
    void run(Runnable body) {
        if (over) {
            return;
        }
        if (asleep || !waiting.isEmpty()) {
            waiting.add(body);
        } else {
            body.run();
        }
    }

    boolean asleep() {
        return asleep;
    }

    void sleep() {
        asleep = true;
    }

    void wakeUp() {
        asleep = false;
        makeUp();
    }

    private void makeUp() {
        Runnable next = over || asleep ? null : waiting.poll();
        if (next != null) {
            timeline.after(timeline.between(SOON, LATER), this::makeUp);
            next.run();
        }
    }

    private static Server serve(
            String name, List<BindableService> services, @org.jspecify.annotations.Nullable EdgeInterceptor edge) {
        var builder = InProcessServerBuilder.forName(name).directExecutor();
        services.forEach(builder::addService);
        if (edge != null) {
            builder.intercept(edge);
        }
        try {
            return builder.build().start();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    Channel publicChannel() {
        return publicChannel;
    }

    Channel nodeChannel() {
        return nodeChannel;
    }

    /** For other replicas. */
    Channel peerChannel() {
        return peerChannel;
    }

    /** By host id. */
    Map<String, String> hostNames() {
        var names = new TreeMap<String, String>();
        database.read(tx -> {
            new Hosts(env, new PlacementLedger(env)).all(tx).forEach(host -> names.put(host.id(), host.name()));
            return true;
        });
        return names;
    }

    /** Every kind of work that there is. */
    Set<String> kinds() {
        return rooms.runner().kinds();
    }

    Audit audit() {
        return rooms.audit();
    }

    /** The runner gets a turn again and again, one tick each: between two ticks anything may happen. */
    private void turn() {
        if (over || commits.dead()) {
            return;
        }
        boolean moved = rooms.runner().tick();
        pause = moved ? LATER : IDLE.compareTo(pause) < 0 ? IDLE : pause.multipliedBy(2);
        timeline.after(timeline.between(SOON, pause), () -> run(this::turn));
    }

    /** What a tick throws is heard by nobody: the next one does its work. */
    private void every(Duration time, Runnable tick) {
        if (over || commits.dead()) {
            return;
        }
        timeline.after(time, () -> run(() -> every(time, tick)));
        try {
            tick.run();
        } catch (Commits.Killed dying) {
            throw dying;
        } catch (RuntimeException late) {
            // As in production, where it is logged.
        }
    }

    /** The process is gone: streams break, nothing of it runs on. */
    void bury() {
        over = true;
        publicServer.shutdownNow();
        nodeServer.shutdownNow();
        peerServer.shutdownNow();
        publicChannel.shutdownNow();
        nodeChannel.shutdownNow();
        peerChannel.shutdownNow();
    }
}
