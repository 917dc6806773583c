package kilonova.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqliteConnectionTest {
    private static final String INSERT = "insert into noun (id, word) values (?, ?)";
    private static final String SELECT = "select word from noun where id = ?";

    private SqliteConnection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = new SqliteConnection("jdbc:sqlite::memory:", ":memory:", new Properties());
        run("create table noun (id integer primary key, word text)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void aClosedStatementIsUsedAgainWithoutItsOldValues() throws SQLException {
        PreparedStatement first = insert(1, "server");
        PreparedStatement second = connection.prepareStatement(INSERT);
        second.setInt(1, 2);
        second.executeUpdate();
        second.close();

        assertThat(second).isSameAs(first);
        assertThat(word(1)).isEqualTo("server");
        assertThat(word(2)).isNull();
    }

    @Test
    void aStatementLeftInTheMiddleOfItsRowsBeginsAnew() throws SQLException {
        insert(1, "server");
        insert(2, "host");
        for (int i = 0; i < 2; i++) {
            try (var every = connection.prepareStatement("select word from noun order by id");
                    var rows = every.executeQuery()) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("server");
            }
        }
        run("drop table noun");
    }

    @Test
    void theSameTextTwiceAtATimeIsTwoStatements() throws SQLException {
        try (var one = connection.prepareStatement(SELECT);
                var other = connection.prepareStatement(SELECT)) {
            assertThat(one).isNotSameAs(other);
        }
        assertThat(connection.kept()).isEqualTo(2); // With the one that made the table.
    }

    @Test
    void aStatementThatFailedCanBeUsedAgain() throws SQLException {
        insert(1, "server");
        assertThatThrownBy(() -> insert(1, "flavor")).hasMessageContaining("UNIQUE");
        insert(2, "flavor");
        assertThat(word(2)).isEqualTo("flavor");
    }

    @Test
    void aChangedTableIsSeenByAKeptStatement() throws SQLException {
        insert(1, "server");
        assertThat(word(1)).isEqualTo("server");
        run("alter table noun add column plural text default 'servers'");
        try (var all = connection.prepareStatement("select * from noun")) {
            assertThat(all.executeQuery().getMetaData().getColumnCount()).isEqualTo(3);
        }
        assertThat(word(1)).isEqualTo("server");
    }

    @Test
    void onlySoManyAreKept() throws SQLException {
        for (int i = 0; i < SqliteConnection.MAX_KEPT + 10; i++) {
            run("select " + i);
        }
        assertThat(connection.kept()).isEqualTo(SqliteConnection.MAX_KEPT);
    }

    @Test
    void aStatementClosedTwiceOrAfterItsConnectionIsJustClosed() throws SQLException {
        var statement = connection.prepareStatement(SELECT);
        statement.close();
        statement.close();
        assertThat(statement.isClosed()).isTrue();
        var late = connection.prepareStatement(SELECT);
        connection.close();
        late.close();
        assertThat(late.isClosed()).isTrue();
    }

    private PreparedStatement insert(int id, String word) throws SQLException {
        try (var statement = connection.prepareStatement(INSERT)) {
            statement.setInt(1, id);
            statement.setString(2, word);
            statement.executeUpdate();
            return statement;
        }
    }

    private String word(int id) throws SQLException {
        try (var statement = connection.prepareStatement(SELECT)) {
            statement.setInt(1, id);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private void run(String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }
}
