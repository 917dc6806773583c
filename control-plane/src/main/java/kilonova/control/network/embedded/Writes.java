package kilonova.control.network.embedded;

import java.util.function.Function;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import org.jooq.exception.IntegrityConstraintViolationException;

/**
 * The way to the database. Transactions that a unique key may refuse because another one came first: what they would have made is there when they
 * run again, and they see it.
 */
final class Writes {
    private static final int MAX_ATTEMPTS = 5;

    private final Database database;

    Writes(Database database) {
        this.database = database;
    }

    /** Reads from what is committed. */
    <T> T read(Function<Tx, T> body) {
        return database.read(body);
    }

    <T> T run(Function<Tx, T> body) {
        for (int attempt = 1; ; attempt++) {
            try {
                return database.write(body);
            } catch (IntegrityConstraintViolationException first) {
                if (attempt == MAX_ATTEMPTS) {
                    throw first;
                }
            }
        }
    }
}
