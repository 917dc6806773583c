package kilonova.testkit.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts PostgreSQL: the machine's own where it is installed, else one from a jar. */
final class PostgresServer {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    /** Nothing of a test outlives the machine, so nothing waits for the disk. */
    private static final List<String> FAST =
            List.of("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off");

    private PostgresServer() {}

    static DatabaseServer start() throws IOException {
        Optional<Path> programs = programs();
        return programs.isPresent() ? installed(programs.get()) : fromJar();
    }

    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (var versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo);
        }
    }

    private static DatabaseServer installed(Path programs) throws IOException {
        Path directory = Directories.fresh("kilonova-postgres");
        if (ServerProcess.asRoot()) {
            Files.setOwner(
                    directory,
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
        Path data = directory.resolve("data");
        ServerProcess.run(
                directory,
                unprivileged(
                        programs.resolve("initdb"),
                        "-D",
                        data.toString(),
                        "-U",
                        "kilonova",
                        "-A",
                        "trust",
                        "-E",
                        "UTF8",
                        "--locale=C",
                        "--no-sync"));
        int port = freePort();
        List<String> command = unprivileged(
                programs.resolve("postgres"),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-h",
                "127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=200");
        command.addAll(FAST);
        var server = server(port, "kilonova");
        ServerProcess.start(directory, command).awaitAnswer(server);
        return server;
    }

    private static DatabaseServer fromJar() throws IOException {
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("max_connections", "200")
                .start();
        return server(postgres.getPort(), "postgres");
    }

    private static DatabaseServer server(int port, String user) {
        return new DatabaseServer("jdbc:postgresql://127.0.0.1:" + port + "/%s", "postgres", user, "", " with (force)");
    }

    /** PostgreSQL refuses to run as root. */
    private static List<String> unprivileged(Path program, String... arguments) {
        var command = new ArrayList<String>();
        if (ServerProcess.asRoot()) {
            command.addAll(List.of(
                    "/usr/bin/setpriv",
                    "--reuid=postgres",
                    "--regid=postgres",
                    "--clear-groups",
                    "--pdeathsig",
                    "KILL"));
        }
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
