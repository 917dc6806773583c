package kilonova.control.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import org.jooq.exception.DataAccessException;

/** Pure. What a failure of the database means for a transaction. */
final class SqlFailure {
    /** SQLite's codes for "another one writes". */
    private static final Set<Integer> SQLITE_BUSY = Set.of(5, 6);
    /** MariaDB waited for a row in vain; or read a row that was changed since. */
    private static final Set<Integer> MARIADB_BUSY = Set.of(1205, 1020);
    /** SQLite's codes for a disk that fails or is full, and a database that nobody may write just now. */
    private static final Set<Integer> SQLITE_FULL = Set.of(8, 10, 13);
    /** SQLite's code for a full disk. */
    private static final int SQLITE_DISK_FULL = 13;
    /** PostgreSQL's state for a full disk. */
    private static final String POSTGRES_DISK_FULL = "53100";
    /** MariaDB's for a full disk and a full table. */
    private static final Set<Integer> MARIADB_FULL = Set.of(1021, 1114);
    /** MariaDB's code for a key that is there already. */
    private static final int MARIADB_TAKEN = 1062;
    /** PostgreSQL is going down, was killed, or ended a connection that had said nothing in the midst of a transaction. */
    private static final Set<String> SHUTTING_DOWN = Set.of("57P01", "57P02", "57P03", "25P03");

    /** PostgreSQL reads no such regular expression; or was told to stop. */
    private static final Set<String> POSTGRES_NO_SEARCH = Set.of("2201B", "57014");
    /** MariaDB reads no such regular expression; was told to stop; or stopped by itself when time was over. */
    private static final Set<Integer> MARIADB_NO_SEARCH = Set.of(1139, 1317, 1969);

    /** A text that its column does not hold. */
    private static final String TOO_LONG = "22001";

    /** Nobody makes room within a second. */
    private static final Duration OPERATORS_TURN = Duration.ofSeconds(10);

    private SqlFailure() {}

    /** Whether another transaction was in the way, so that nothing is kept and trying again helps. */
    static boolean busy(Throwable failure) {
        return any(failure, sql -> {
            String state = sql.getSQLState();
            if (state == null) {
                return SQLITE_BUSY.contains(sql.getErrorCode() & 0xff);
            }
            return state.startsWith("40") || state.equals("HY000") && MARIADB_BUSY.contains(sql.getErrorCode());
        });
    }

    /**
     * Whether another transaction came first, so that running again on what it left helps. SQLite is not asked: it has one
     * writer, and what a transaction read there stays so until its end.
     */
    static boolean raced(Throwable failure) {
        return failure instanceof LostRace
                || any(failure, sql -> "23505".equals(sql.getSQLState()) || MARIADB_TAKEN == sql.getErrorCode());
    }

    /** Whether the database is away, or the way to it. */
    static boolean away(Throwable failure) {
        return any(failure, sql -> {
            String state = sql.getSQLState();
            return sql instanceof SQLTransientConnectionException
                    || state != null && (state.startsWith("08") || SHUTTING_DOWN.contains(state));
        });
    }

    /** Whether the database has no room left, or its disk fails. */
    static boolean full(Throwable failure) {
        return any(failure, sql -> {
            String state = sql.getSQLState();
            return state == null
                    ? SQLITE_FULL.contains(sql.getErrorCode() & 0xff)
                    : state.startsWith("53") || state.startsWith("58") || MARIADB_FULL.contains(sql.getErrorCode());
        });
    }

    private static boolean diskFull(Throwable failure) {
        return any(failure, sql -> {
            String state = sql.getSQLState();
            return state == null
                    ? (sql.getErrorCode() & 0xff) == SQLITE_DISK_FULL
                    : state.equals(POSTGRES_DISK_FULL) || MARIADB_FULL.contains(sql.getErrorCode());
        });
    }

    /** Whether a search by a caller's regular expression was given up. */
    static boolean searching(Throwable failure) {
        return any(
                failure,
                sql -> POSTGRES_NO_SEARCH.contains(sql.getSQLState())
                        || MARIADB_NO_SEARCH.contains(sql.getErrorCode())
                        || String.valueOf(sql.getMessage()).contains(SqliteFile.NO_SEARCH));
    }

    /** What the one who waits for the transaction gets to hear. */
    static Throwable told(Throwable failure) {
        if (away(failure)) {
            return unavailable();
        }
        if (diskFull(failure)) {
            return new Problem.Unavailable(
                            "The database's disk is full: the operator has to make room there.", OPERATORS_TURN)
                    .raise();
        }
        if (full(failure)) {
            return new Problem.Unavailable(
                            "The database cannot write just now: its disk or its memory fails it.", OPERATORS_TURN)
                    .raise();
        }
        if (failure instanceof Fenced) {
            return new Problem.Unavailable(
                            "This control plane was away for too long and begins anew: try again.",
                            Duration.ofSeconds(1))
                    .raise();
        }
        if (failure instanceof LostRace race) {
            return race.refusal().orElseGet(SqlFailure::crowded);
        }
        if (busy(failure)) {
            return crowded();
        }
        if (any(failure, sql -> TOO_LONG.equals(sql.getSQLState()))) {
            return new Problem.Invalid("request", "a value is longer than can be kept").raise();
        }
        return failure instanceof SQLException sql ? new DataAccessException("writing", sql) : failure;
    }

    static ProblemException unavailable() {
        return new Problem.Unavailable("The database cannot be reached: try again.", Duration.ofSeconds(1)).raise();
    }

    private static ProblemException crowded() {
        return new Problem.Unavailable(
                        "Too many change the same thing at the same time: try again.", Duration.ofSeconds(1))
                .raise();
    }

    private static boolean any(Throwable failure, Predicate<SQLException> test) {
        Optional<Throwable> each = Optional.of(failure);
        while (each.isPresent()) {
            if (each.get() instanceof SQLException sql && test.test(sql)) {
                return true;
            }
            each = Optional.ofNullable(each.get().getCause());
        }
        return false;
    }
}
