package kilonova.lab.torture;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import kilonova.lab.process.DatabasePlace;
import kilonova.lab.process.DatabaseServers;

/** The databases that a command line can name, and how each is had. */
enum Grounds {
    POSTGRESQL,
    MARIADB,
    SQLITE;

    /** What a run is held on when nothing is named. */
    static final List<Grounds> USUAL = List.of(POSTGRESQL, MARIADB);

    /** By its name; empty for what must be an address. */
    static Optional<Grounds> named(String text) {
        return List.of(values()).stream()
                .filter(each -> each.name().equalsIgnoreCase(text))
                .findFirst();
    }

    /** A server of the run's own; empty for SQLite, which has none. Throws {@link TortureFailure} when it cannot be had. */
    Optional<DatabasePlace> make() {
        try {
            return switch (this) {
                case POSTGRESQL -> Optional.of(DatabaseServers.postgres());
                case MARIADB -> Optional.of(DatabaseServers.mariadb());
                case SQLITE -> Optional.empty();
            };
        } catch (IOException missing) {
            throw new TortureFailure(String.valueOf(missing.getMessage()), missing);
        }
    }
}
