package kilonova.testkit.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that runs, and holds databases.
 *
 * @param address of a server's database, with {@code %s} for its name
 * @param home a database that is always there: from here others are made and dropped
 */
record DatabaseServer(String address, String home, String user, String password, String force) {
    private static final AtomicInteger MADE = new AtomicInteger();

    TestDatabase.Place make() {
        String name = "kilonova_" + MADE.incrementAndGet();
        execute("create database " + name);
        return new TestDatabase.Place(
                address.formatted(name),
                Optional.of(user),
                Optional.of(password),
                () -> execute("drop database " + name + force));
    }

    /** Whether it answers yet. */
    boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql + ": " + failed.getMessage(), failed);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(address.formatted(home), user, password);
    }
}
