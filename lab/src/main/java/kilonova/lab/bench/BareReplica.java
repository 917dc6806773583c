package kilonova.lab.bench;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import kilonova.control.assembly.NodePort;
import kilonova.control.assembly.Rooms;
import kilonova.control.assembly.Surroundings;
import kilonova.control.audit.AuditSettings;
import kilonova.control.edge.EdgeInterceptor;
import kilonova.control.enrollment.AuthorityFiles;
import kilonova.control.enrollment.NodeAuthority;
import kilonova.control.identity.KnownProjects;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.image.embedded.EmbeddedImages;
import kilonova.control.image.embedded.ImageSettings;
import kilonova.control.network.embedded.EmbeddedNetworks;
import kilonova.control.node.NodeSettings;
import kilonova.control.notification.NotificationSettings;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.replica.Peers;
import kilonova.control.request.Requests;
import kilonova.control.scheduling.SchedulerSettings;
import kilonova.control.store.Database;
import kilonova.control.store.DatabaseSettings;
import kilonova.control.store.LogBounds;
import kilonova.kernel.Env;
import kilonova.kernel.Listening;
import kilonova.kernel.Vault;

/**
 * One replica with nothing around it, for benchmarks of nodes: the rooms on SQLite, no REST, nobody asked for a password. Its
 * node service stands open on loopback twice: as on a real cloud under mutual TLS, and in plain text. Of the rounds only that
 * of the nodes is run, so that every transaction is a node's doing. It ends when its input does.
 */
final class BareReplica {
    static final String NAME = "bare-replica";
    static final String READY = "ready";
    static final String COUNT = "count";
    static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int LARGEST_MESSAGE_BYTES = 16 << 20;
    private static final Principal EVERYONE = new Principal(
            new UserId("bench"),
            "bench",
            "Default",
            Optional.of(new ProjectId("bench")),
            "bench",
            "Default",
            List.of("admin"),
            false,
            List.of());

    private BareReplica() {}

    /** @param ports of plain nodes, of certified ones and of everyone else; 0 takes a free one */
    static void run(Path directory, List<Integer> ports, PrintWriter out) throws IOException {
        Env env = Env.real();
        try (Database database = Database.open(DatabaseSettings.of("jdbc:sqlite:" + directory.resolve("db")), env);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var files = new AuthorityFiles(directory, directory, env);
            NodeAuthority authority = files.authority();
            Rooms rooms = rooms(directory, env, database, authority, threads);
            rooms.start();
            var clock = Executors.newSingleThreadScheduledExecutor();
            rooms.rounds().stream()
                    .filter(round -> round.name().equals("nodes"))
                    .forEach(round -> {
                        long pause = round.every().toMillis();
                        var unused = clock.scheduleWithFixedDelay(round.body(), pause, pause, TimeUnit.MILLISECONDS);
                    });
            Server plain = serve(
                    loopback(ports.get(0)).maxInboundMessageSize(LARGEST_MESSAGE_BYTES),
                    List.of(rooms.nodeService()),
                    threads);
            Server certified = serve(
                    NodePort.builder(Listening.loopback(), ports.get(1), files, authority),
                    List.of(rooms.certifiedNodeService()),
                    threads);
            Server everyone = serve(
                    loopback(ports.get(2)).intercept(new EdgeInterceptor(token -> EVERYONE, env, Set.of())),
                    rooms.services(),
                    threads);
            out.println(READY + " " + plain.getPort() + " " + certified.getPort() + " " + everyone.getPort());
            out.flush();
            answer(database, out);
            clock.shutdownNow();
            List.of(plain, certified, everyone).forEach(Server::shutdownNow);
            rooms.stop();
        }
    }

    private static void answer(Database database, PrintWriter out) throws IOException {
        var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            if (line.equals(COUNT)) {
                out.println(database.transactions());
                out.flush();
            }
        }
    }

    private static Rooms rooms(
            Path directory, Env env, Database database, NodeAuthority authority, ExecutorService threads) {
        var vault = new Vault(new byte[Vault.KEY_BYTES], env.random());
        var requests = new Requests(env, vault);
        return Rooms.on(new Surroundings(
                env,
                database,
                "bare-replica",
                "",
                Peers.NONE,
                "localhost",
                Policy.of(PolicyBook.COMPUTE),
                Policy.of(PolicyBook.PLACEMENT),
                vault,
                KnownProjects.ALL,
                EmbeddedImages.open(database, env, requests, ImageSettings.in(directory.resolve("images"))),
                EmbeddedNetworks.open(database, env, requests),
                new NodeSettings(HEARTBEAT, LEASE, ANSWER),
                Optional.of(authority),
                SchedulerSettings.USUAL,
                LogBounds.USUAL,
                AuditSettings.USUAL,
                NotificationSettings.OFF,
                "bare",
                threads));
    }

    private static NettyServerBuilder loopback(int port) {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static Server serve(ServerBuilder<?> builder, List<BindableService> services, ExecutorService threads)
            throws IOException {
        services.forEach(builder::addService);
        return builder.executor(threads).build().start();
    }
}
