package kilonova.testkit.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The PostgreSQL that is installed on this machine, started on data of its own. It ends with this process. */
public final class InstalledPostgres {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private InstalledPostgres() {}

    /**
     * One with an empty database, which waits for the disk at every commit as it does where data matter: for measuring.
     *
     * @return {@code postgresql://USER:@HOST:PORT/NAME}
     * @throws IOException where none is installed, or it does not start
     */
    public static String durable() throws IOException {
        DatabaseServer server =
                start(programs().orElseThrow(() -> new IOException("it is not installed in " + INSTALLED)), List.of());
        String address = server.make().url().substring("jdbc:postgresql://".length());
        return "postgresql://" + server.user() + ":@" + address;
    }

    static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (var versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo);
        }
    }

    /** @param settings {@code -c NAME=VALUE} */
    static DatabaseServer start(Path programs, List<String> settings) throws IOException {
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
        int port = PostgresServer.freePort();
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
        command.addAll(settings);
        var server = PostgresServer.server(port, "kilonova");
        ServerProcess.start(directory, command).awaitAnswer(server);
        return server;
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
}
