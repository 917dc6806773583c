package kilonova.testkit.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Starts PostgreSQL: the machine's own where it is installed, else one from a jar. */
final class PostgresServer {
    /** Nothing of a test outlives the machine, so nothing waits for the disk. */
    private static final List<String> FAST =
            List.of("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off");

    private PostgresServer() {}

    static DatabaseServer start() throws IOException {
        Optional<Path> programs = InstalledPostgres.programs();
        return programs.isPresent() ? InstalledPostgres.start(programs.get(), FAST) : fromJar();
    }

    private static DatabaseServer fromJar() throws IOException {
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("max_connections", "200")
                .start();
        return server(postgres.getPort(), "postgres");
    }

    static DatabaseServer server(int port, String user) {
        return new DatabaseServer("jdbc:postgresql://127.0.0.1:" + port + "/%s", "postgres", user, "", " with (force)");
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
