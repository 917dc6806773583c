package kilonova.control.assembly;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import kilonova.control.audit.AuditSettings;
import kilonova.control.edge.EdgeInterceptor;
import kilonova.control.edge.EdgeLimits;
import kilonova.control.enrollment.AuthorityFiles;
import kilonova.control.enrollment.NodeAuthority;
import kilonova.control.identity.embedded.EmbeddedIdentity;
import kilonova.control.identity.embedded.IdentitySettings;
import kilonova.control.image.embedded.EmbeddedImages;
import kilonova.control.image.embedded.ImageSettings;
import kilonova.control.network.embedded.EmbeddedNetworks;
import kilonova.control.node.NodeSettings;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.request.Requests;
import kilonova.control.store.Database;
import kilonova.kernel.Env;
import kilonova.kernel.Listening;
import kilonova.kernel.Vault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control plane as a process runs it: rooms, embedded neighbours, gRPC servers, and the threads that drive them. */
public final class ControlPlane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);
    private static final Set<String> OPEN = Set.of(
            EmbeddedIdentity.OPEN_METHOD,
            io.grpc.health.v1.HealthGrpc.SERVICE_NAME,
            "grpc.reflection.v1.ServerReflection");
    /** What calls that are open get to end, all of them together. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(2);

    private final Database database;
    private final Rooms rooms;
    private final GrpcPeers peers;
    private final List<Server> servers = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** One thread for each round: none waits for another. */
    private final List<ScheduledExecutorService> clocks = new ArrayList<>();

    private final HealthStatusManager health = new HealthStatusManager();
    private final Channel publicChannel;
    private final Channel nodeChannel;
    private final int port;
    private final int nodePort;

    private ControlPlane(ControlPlaneSettings settings, Env env) throws IOException {
        String cloud = IdFile.open(settings.dataDir().resolve("cloud.id"), env);
        database = Database.open(settings.database(), cloud, env);
        Policy policy = Policy.of(PolicyBook.COMPUTE, settings.policy());
        Vault vault = VaultFile.open(settings.dataDir().resolve("vault.key"), env);
        var requests = new Requests(env, vault);
        var identity = EmbeddedIdentity.open(
                database,
                env,
                requests,
                IdentitySettings.of(settings.dataDir().resolve("identity.keys")),
                Policy.of(PolicyBook.IDENTITY),
                settings.catalog());
        identity.bootstrap(settings.passwords());
        var images = EmbeddedImages.open(
                database, env, requests, ImageSettings.in(settings.dataDir().resolve("images")));
        var networks = EmbeddedNetworks.open(database, env, requests);
        networks.bootstrap(EmbeddedNetworks.FirstNetwork.ownedBy(identity.operators()));
        var authorityFiles = new AuthorityFiles(
                settings.dataDir().resolve("node-authority"), settings.ownDir().resolve("node-authority"), env);
        NodeAuthority authority = authorityFiles.authority();
        String replica = IdFile.open(settings.ownDir().resolve("replica.id"), env);
        peers = new GrpcPeers(authority, replica, env);
        rooms = Rooms.on(new Surroundings(
                env,
                database,
                replica,
                settings.nodePort() == 0 ? "" : settings.listening().authority(settings.nodePort()),
                peers,
                settings.machine(),
                policy,
                Policy.of(PolicyBook.PLACEMENT),
                vault,
                identity,
                images,
                networks,
                NodeSettings.USUAL,
                Optional.of(authority),
                settings.site().scheduler(),
                settings.site().log(),
                AuditSettings.USUAL,
                settings.site().notifications(),
                cloud,
                threads));
        rooms.start();
        // Before anything can begin an operation, or wake one.
        rooms.runner().start();
        images.begin(rooms.replicas());
        go(new Round("images", EmbeddedImages.SWEEP, images::tick));
        rooms.rounds().forEach(this::go);
        var services = new ArrayList<>(rooms.services());
        services.addAll(identity.services());
        services.add(images.service());
        services.addAll(networks.services());
        var edge = new EdgeInterceptor(identity, env, OPEN);
        publicChannel = inProcess("public", services, edge);
        nodeChannel = inProcess("node", List.of(rooms.nodeService()), null);
        Server server = serve(EdgeLimits.apply(netty(settings.listening(), settings.port())), services, edge);
        port = server.getPort();
        var forOthers = new ArrayList<>(rooms.certifiedReplicaServices());
        forOthers.add(rooms.certifiedNodeService());
        nodePort = serve(
                        NodePort.builder(settings.listening(), settings.nodePort(), authorityFiles, authority),
                        forOthers,
                        null)
                .getPort();
        rooms.listening();
        rooms.runner().resumeAll();
    }

    /** On every address, under TLS where there is a certificate. */
    private static NettyServerBuilder netty(Listening listening, int port) {
        ServerCredentials credentials = listening
                .certificate()
                .map(certificate -> TlsServerCredentials.newBuilder()
                        .keyManager(certificate.keyManagers().toArray(KeyManager[]::new))
                        .build())
                .orElseGet(InsecureServerCredentials::create);
        List<InetSocketAddress> sockets = listening.sockets(port);
        var netty = NettyServerBuilder.forAddress(sockets.getFirst(), credentials);
        sockets.stream().skip(1).forEach(netty::addListenAddress);
        return netty;
    }

    private void go(Round round) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(round.name()).daemon(true).factory());
        clocks.add(clock);
        long pause = round.every().toMillis();
        var unused = clock.scheduleWithFixedDelay(
                () -> {
                    try {
                        round.body().run();
                    } catch (RuntimeException failed) {
                        LOG.warn("the round \"{}\" failed: {}", round.name(), failed.toString());
                    } catch (Error bug) {
                        // The clock would forget a round that throws: a lease would run out with nobody to tell.
                        LOG.error("the round \"{}\" failed", round.name(), bug);
                    }
                },
                pause,
                pause,
                TimeUnit.MILLISECONDS);
    }

    /** Returns when it answers. */
    public static ControlPlane start(ControlPlaneSettings settings, Env env) {
        try {
            return new ControlPlane(settings, env);
        } catch (IOException taken) {
            throw new UncheckedIOException(
                    "gRPC cannot listen on " + settings.listening().authority(settings.port()) + ": "
                            + taken.getMessage(),
                    taken);
        }
    }

    /** For the gateway in this process: the same services, behind the same edge. */
    public Channel publicChannel() {
        return publicChannel;
    }

    /** For a compute node in this process. */
    public Channel nodeChannel() {
        return nodeChannel;
    }

    /** Where gRPC listens. */
    public int port() {
        return port;
    }

    /** Where compute nodes on other machines come in. */
    public int nodePort() {
        return nodePort;
    }

    private Channel inProcess(
            String name, List<BindableService> services, @org.jspecify.annotations.Nullable EdgeInterceptor edge)
            throws IOException {
        String unique = InProcessServerBuilder.generateName() + "-" + name;
        serve(InProcessServerBuilder.forName(unique), services, edge);
        ManagedChannel channel =
                InProcessChannelBuilder.forName(unique).executor(threads).build();
        channels.add(channel);
        return channel;
    }

    private Server serve(
            ServerBuilder<?> builder,
            List<BindableService> services,
            @org.jspecify.annotations.Nullable EdgeInterceptor edge)
            throws IOException {
        builder.executor(threads);
        for (BindableService service : services) {
            var definition = service.bindService();
            builder.addService(definition);
            health.setStatus(definition.getServiceDescriptor().getName(), ServingStatus.SERVING);
        }
        builder.addService(health.getHealthService());
        builder.addService(ProtoReflectionServiceV1.newInstance());
        if (edge != null) {
            builder.intercept(edge);
        }
        Server server = builder.build().start();
        servers.add(server);
        return server;
    }

    private static void endBy(long until, Server server) {
        try {
            if (!server.awaitTermination(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException hurried) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends calls, then the database. Guests run on. */
    @Override
    public void close() {
        health.enterTerminalState();
        clocks.forEach(ScheduledExecutorService::shutdownNow);
        rooms.runner().close();
        rooms.stop();
        channels.forEach(ManagedChannel::shutdown);
        servers.forEach(Server::shutdown);
        long until = System.nanoTime() + LAST_CALLS.toNanos();
        for (Server server : servers) {
            endBy(until, server);
        }
        channels.forEach(ManagedChannel::shutdownNow);
        peers.close();
        try {
            rooms.leave();
        } catch (RuntimeException away) {
            LOG.warn("nobody could be told that this replica ends: its lease has to run out: {}", away.toString());
        }
        threads.shutdown();
        database.close();
    }
}
