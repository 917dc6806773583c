package kilonova.control.store;

import static kilonova.control.store.tables.Tables.CLOUD;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.exception.IntegrityConstraintViolationException;

/** The name of the cloud that a database belongs to, in the database itself. */
final class CloudMark {
    private static final int ROW = 1;

    private CloudMark() {}

    /**
     * Looks before anything is written, migrations included.
     *
     * @throws IllegalStateException when the database is another cloud's
     */
    static void check(Connection connection, DSLContext sql, String cloud) throws SQLException {
        if (there(connection)) {
            read(sql).ifPresent(owner -> requireSame(owner, cloud));
        }
    }

    /**
     * Marks a database that nobody has marked yet.
     *
     * @throws IllegalStateException when another cloud did, even if only a moment ago
     */
    static void ensure(DSLContext sql, String cloud) {
        if (read(sql).isEmpty()) {
            try {
                sql.insertInto(CLOUD)
                        .set(CLOUD.ROW_NO, ROW)
                        .set(CLOUD.CLOUD_ID, cloud)
                        .execute();
            } catch (IntegrityConstraintViolationException marked) {
                // Another process was quicker: whose it is, is read below.
            }
        }
        requireSame(read(sql).orElseThrow(), cloud);
    }

    private static boolean there(Connection connection) throws SQLException {
        try (ResultSet tables = connection
                .getMetaData()
                .getTables(connection.getCatalog(), connection.getSchema(), CLOUD.getName(), null)) {
            return tables.next();
        }
    }

    private static Optional<String> read(DSLContext sql) {
        return sql.select(CLOUD.CLOUD_ID)
                .from(CLOUD)
                .where(CLOUD.ROW_NO.eq(ROW))
                .fetchOptional(CLOUD.CLOUD_ID);
    }

    private static void requireSame(String owner, String cloud) {
        if (!owner.equals(cloud)) {
            throw new IllegalStateException("the database belongs to another cloud (" + owner
                    + "; the data directory is that of " + cloud + "), and nothing was written to it. Name that cloud's"
                    + " data directory, where its passwords and keys are, or a database of its own");
        }
    }
}
