package kilonova.lab.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Database servers of a run's own, from the programs that are installed on this machine, in folders of their own. They keep
 * what they acknowledge over a SIGKILL, as servers in production do.
 */
public final class DatabaseServers {
    private static final Path POSTGRES = Path.of("/usr/lib/postgresql");
    private static final Path MARIADB = Path.of("/usr/sbin/mariadbd");
    private static final Path MARIADB_INSTALL = Path.of("/usr/bin/mariadb-install-db");
    private static final String NAME = "kilonova";
    private static final long SET_UP_SECONDS = 120;
    private static final int POSTGRES_PORT = 5432;
    private static final int MARIADB_PORT = 3306;

    private DatabaseServers() {}

    /** A server that is somebody else's: it is not killed, only the cables to it are cut. */
    public static DatabasePlace given(String url) {
        URI address = URI.create(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
        if (address.getHost() == null || !isLoopback(address.getHost())) {
            throw new IllegalArgumentException(
                    "a fault run sends nothing beyond this machine (expected: a database on 127.0.0.1)");
        }
        String[] who = Optional.ofNullable(address.getUserInfo()).orElse("").split(":", 2);
        int usual = address.getScheme().equals("postgresql") ? POSTGRES_PORT : MARIADB_PORT;
        return new DatabasePlace(
                address.getScheme(),
                "the database at " + address.getHost() + address.getPath(),
                address.getPort() < 0 ? usual : address.getPort(),
                address.getPath().replaceFirst("^/", ""),
                who[0],
                who.length < 2 ? "" : who[1],
                Optional.empty(),
                Optional.empty());
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.");
    }

    /** Debian's PostgreSQL, newest version first. Throws {@link IOException} saying what is missing. */
    public static DatabasePlace postgres() throws IOException {
        Path programs = postgresPrograms()
                .orElseThrow(
                        () -> new IOException("PostgreSQL is not installed (on Debian: apt-get install postgresql)"));
        Path directory = Files.createTempDirectory("kilonova-torture-postgres");
        if (asRoot()) {
            Files.setOwner(
                    directory,
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
        Path data = directory.resolve("data");
        var setUp = unprivileged(programs.resolve("initdb"));
        setUp.addAll(List.of("-D", data.toString(), "-U", NAME, "-A", "trust", "-E", "UTF8", "--locale=C"));
        run(directory, setUp);
        int port = freePort();
        var serve = unprivileged(programs.resolve("postgres"));
        serve.addAll(List.of("-D", data.toString(), "-p", String.valueOf(port), "-h", "127.0.0.1"));
        serve.addAll(List.of("-c", "unix_socket_directories=", "-c", "max_connections=200"));
        var process = new Supervised("the database", serve, Map.of(), directory.resolve("server.log"));
        process.start();
        var place = new DatabasePlace(
                "postgresql",
                "PostgreSQL " + programs.getName(programs.getNameCount() - 2)
                        + " of this machine, in a folder of its own",
                port,
                NAME,
                NAME,
                "",
                Optional.of(process),
                Optional.of(directory));
        place.create("postgres");
        return place;
    }

    /** Debian's MariaDB. Throws {@link IOException} saying what is missing. */
    public static DatabasePlace mariadb() throws IOException {
        if (!Files.isExecutable(MARIADB) || !Files.isExecutable(MARIADB_INSTALL)) {
            throw new IOException("MariaDB is not installed (on Debian: apt-get install mariadb-server)");
        }
        Path directory = Files.createTempDirectory("kilonova-torture-mariadb");
        Path data = Files.createDirectory(directory.resolve("data"));
        var setUp = new ArrayList<>(List.of(MARIADB_INSTALL.toString(), "--no-defaults", "--datadir=" + data));
        setUp.addAll(List.of("--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"));
        run(directory, asMariaDbUser(setUp));
        int port = freePort();
        var serve = new ArrayList<>(List.of(MARIADB.toString(), "--no-defaults", "--datadir=" + data));
        serve.addAll(List.of("--socket=" + directory.resolve("sock"), "--pid-file=" + directory.resolve("pid")));
        serve.addAll(List.of("--bind-address=127.0.0.1", "--port=" + port, "--skip-name-resolve"));
        serve.addAll(List.of("--max-connections=200", "--innodb-buffer-pool-size=64M"));
        var process = new Supervised("the database", asMariaDbUser(serve), Map.of(), directory.resolve("server.log"));
        process.start();
        var place = new DatabasePlace(
                "mariadb",
                "MariaDB of this machine, in a folder of its own",
                port,
                NAME,
                "root",
                "",
                Optional.of(process),
                Optional.of(directory));
        place.create("mysql");
        return place;
    }

    private static Optional<Path> postgresPrograms() throws IOException {
        if (!Files.isDirectory(POSTGRES)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(POSTGRES)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo);
        }
    }

    private static boolean asRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** PostgreSQL refuses to run as root. */
    private static List<String> unprivileged(Path program) {
        var command = new ArrayList<String>();
        if (asRoot()) {
            command.addAll(List.of("/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
            command.addAll(List.of("--pdeathsig", "KILL"));
        }
        command.add(program.toString());
        return command;
    }

    private static List<String> asMariaDbUser(List<String> command) {
        var whole = new ArrayList<>(command);
        if (asRoot()) {
            whole.add("--user=root");
        }
        return whole;
    }

    private static void run(Path directory, List<String> command) throws IOException {
        Process once = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("set-up.log").toFile())
                .start();
        try {
            if (!once.waitFor(SET_UP_SECONDS, TimeUnit.SECONDS) || once.exitValue() != 0) {
                once.destroyForcibly();
                throw new IOException(
                        command.getFirst() + " failed:\n" + Files.readString(directory.resolve("set-up.log")));
            }
        } catch (InterruptedException stopped) {
            once.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
