package kilonova.testkit.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** Hands out empty databases of each kind. */
public final class Databases {
    private static final Map<DatabaseKind, DatabaseServer> SERVERS = new EnumMap<>(DatabaseKind.class);
    private static final Map<DatabaseKind, String> AWAY = new EnumMap<>(DatabaseKind.class);

    private Databases() {}

    /** A database that nobody else uses; made when first used. */
    public static TestDatabase fresh(DatabaseKind kind) {
        return new TestDatabase(kind);
    }

    static TestDatabase.Place make(DatabaseKind kind) {
        return switch (kind) {
            case SQLITE -> file();
            case POSTGRESQL, MARIADB -> server(kind).make();
        };
    }

    private static TestDatabase.Place file() {
        Path directory = Directories.fresh("kilonova-sqlite");
        return new TestDatabase.Place(
                "jdbc:sqlite:" + directory.resolve("kilonova.db"),
                Optional.empty(),
                Optional.empty(),
                () -> Directories.delete(directory));
    }

    private static synchronized DatabaseServer server(DatabaseKind kind) {
        DatabaseServer running = SERVERS.get(kind);
        if (running != null) {
            return running;
        }
        if (!AWAY.containsKey(kind)) {
            try {
                DatabaseServer started = start(kind);
                SERVERS.put(kind, started);
                return started;
            } catch (IOException | UncheckedIOException | IllegalStateException failed) {
                AWAY.put(kind, "no " + kind + " on this machine: " + failed.getMessage());
                System.err.println("Tests are skipped, " + AWAY.get(kind));
            }
        }
        throw new TestAbortedException(AWAY.get(kind));
    }

    private static DatabaseServer start(DatabaseKind kind) throws IOException {
        return switch (kind) {
            case SQLITE -> throw new IllegalStateException("SQLite has no server");
            case POSTGRESQL -> PostgresServer.start();
            case MARIADB -> MariaDbServer.start();
        };
    }
}
