package kilonova.testkit.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

@EveryDatabase
final class EveryDatabaseTest {
    private final TestDatabase database;
    private final Connection connection;

    EveryDatabaseTest(TestDatabase database) {
        this.database = database;
        this.connection = database.open(Connection.class, EveryDatabaseTest::connect);
    }

    private static Connection connect(TestDatabase database) {
        try {
            return DriverManager.getConnection(
                    database.url(),
                    database.user().orElse(null),
                    database.password().orElse(null));
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void theDatabaseIsOfItsKind() throws SQLException {
        assertThat(connection.getMetaData().getDatabaseProductName())
                .isEqualToIgnoringCase(database.kind().name());
    }

    @Test
    void twoDatabasesOfAKindDoNotSeeEachOther() throws Exception {
        try (var other = Databases.fresh(database.kind());
                var elsewhere = connect(other)) {
            connection.createStatement().execute("create table same_name (id integer)");
            assertThat(elsewhere.createStatement().executeUpdate("create table same_name (id integer)"))
                    .isZero();
        }
    }

    @Test
    void whatTheClassSharesIsOpenedOnce() {
        assertThat(database.open(Connection.class, EveryDatabaseTest::connect)).isSameAs(connection);
    }
}
