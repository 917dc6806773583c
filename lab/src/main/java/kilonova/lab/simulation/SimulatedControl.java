package kilonova.lab.simulation;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import kilonova.control.assembly.Rooms;
import kilonova.control.assembly.Round;
import kilonova.control.assembly.Surroundings;
import kilonova.control.edge.EdgeInterceptor;
import kilonova.control.network.embedded.EmbeddedNetworks;
import kilonova.control.node.NodeSettings;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.store.Database;
import kilonova.control.store.LogBounds;
import kilonova.kernel.Env;
import kilonova.kernel.Vault;

/** One life of a control plane: the production rooms behind in-process gRPC, ticked by the timeline. */
final class SimulatedControl {
    private static final Policy POLICY = Policy.of(PolicyBook.COMPUTE);
    private static final Policy PLACEMENT_POLICY = Policy.of(PolicyBook.PLACEMENT);
    /** So short that every run forgets some of it. */
    private static final LogBounds SHORT_LOG = new LogBounds(Duration.ofSeconds(20), 100, 20);

    private static final Duration SOON = Duration.ofNanos(100_000);
    private static final Duration LATER = Duration.ofMillis(3);

    private final Timeline timeline;
    private final Rooms rooms;
    private final Deaths deaths;
    private final Server publicServer;
    private final Server nodeServer;
    private final ManagedChannel publicChannel;
    private final ManagedChannel nodeChannel;
    private boolean over;

    SimulatedControl(
            Timeline timeline, Env env, Database database, Deaths deaths, int life, List<ServerInterceptor> saboteurs) {
        this.timeline = timeline;
        this.deaths = deaths;
        var neighbours = new SimulatedNeighbours();
        var networks = EmbeddedNetworks.open(database, env);
        rooms = Rooms.on(new Surroundings(
                env,
                database,
                "replica-1",
                "simulated",
                POLICY,
                PLACEMENT_POLICY,
                new Vault(new byte[Vault.KEY_BYTES], env.random()),
                neighbours,
                networks,
                NodeSettings.USUAL,
                SHORT_LOG,
                timeline.executor(SOON, LATER)));
        String name = "simulated-" + System.identityHashCode(this) + "-" + life;
        var edge = new EdgeInterceptor(neighbours, env, Set.of());
        publicServer = serve(name + "-public", rooms.services(), edge, saboteurs);
        nodeServer = serve(name + "-node", List.of(rooms.nodeService()), null, saboteurs);
        publicChannel = InProcessChannelBuilder.forName(name + "-public")
                .directExecutor()
                .build();
        nodeChannel =
                InProcessChannelBuilder.forName(name + "-node").directExecutor().build();
    }

    /** @param resume whether it takes up what an earlier life left open */
    void start(boolean resume) {
        rooms.start();
        if (resume) {
            rooms.runner().resumeAll();
        }
        turn();
        for (Round round : rooms.rounds()) {
            // One that forgets what was open does not look for it later, either.
            if (resume || !round.name().equals("sweep")) {
                again(round);
            }
        }
    }

    private static Server serve(
            String name,
            List<BindableService> services,
            @org.jspecify.annotations.Nullable EdgeInterceptor edge,
            List<ServerInterceptor> saboteurs) {
        var builder = InProcessServerBuilder.forName(name).directExecutor();
        services.forEach(builder::addService);
        if (edge != null) {
            builder.intercept(edge);
        }
        saboteurs.forEach(builder::intercept);
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

    boolean dead() {
        return deaths.dead();
    }

    /** The runner gets a turn again and again, one tick each: between two ticks anything may happen. */
    private void turn() {
        if (over || deaths.dead()) {
            return;
        }
        boolean moved = rooms.runner().tick();
        Duration pause = moved ? timeline.between(SOON, LATER) : timeline.between(LATER, LATER.multipliedBy(4));
        timeline.after(pause, this::turn);
    }

    private void again(Round round) {
        if (over || deaths.dead()) {
            return;
        }
        round.body().run();
        timeline.after(round.every(), () -> again(round));
    }

    /** The process is gone: streams break, nothing of it runs on. */
    void bury() {
        over = true;
        publicServer.shutdownNow();
        nodeServer.shutdownNow();
        publicChannel.shutdownNow();
        nodeChannel.shutdownNow();
    }
}
