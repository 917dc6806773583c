package kilonova.control.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConnection;

/** Everything that was committed to a database in memory, to begin others from. */
public final class DatabaseImage {
    private static final String SCHEMA = "main";

    private final byte[] bytes;

    private DatabaseImage(byte[] bytes) {
        this.bytes = bytes;
    }

    static DatabaseImage of(Connection connection) throws SQLException {
        return new DatabaseImage(connection.unwrap(SQLiteConnection.class).serialize(SCHEMA));
    }

    void pourInto(Connection connection) throws SQLException {
        connection.unwrap(SQLiteConnection.class).deserialize(SCHEMA, bytes);
    }
}
