package kilonova.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Map;
import kilonova.kernel.Env;
import kilonova.testkit.database.DatabaseKind;
import kilonova.testkit.database.Databases;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

@EveryDatabase
final class CloudMarkTest {
    private static final String OURS = "00000000-0000-7000-8000-000000000001";
    private static final String THEIRS = "00000000-0000-7000-8000-000000000002";

    private final DatabaseKind kind;
    private final DatabaseSettings settings;

    CloudMarkTest(TestDatabase at) {
        this.kind = at.kind();
        this.settings = TestStore.settings(at);
    }

    @Test
    void aDatabaseOfAnotherCloudIsRefusedAndNotWrittenTo() {
        Database.open(settings, OURS, Env.real()).close();
        var before = countsOf(settings);
        assertThatThrownBy(() -> Database.open(settings, THEIRS, Env.real()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to another cloud (" + OURS)
                .hasMessageContaining("nothing was written");
        assertThat(countsOf(settings)).isEqualTo(before);
    }

    @Test
    void theSameCloudFindsItsDatabaseAgain() {
        Database.open(settings, OURS, Env.real()).close();
        try (var again = Database.open(settings, OURS, Env.real())) {
            assertThat(RowCounts.of(again)).containsEntry("cloud", 1);
        }
    }

    @Test
    void itIsRefusedBeforeItIsMigrated() throws Exception {
        try (var bare = Databases.fresh(kind)) {
            DatabaseSettings place = TestStore.settings(bare);
            try (Connection connection = DriverManager.getConnection(
                            place.url(),
                            place.user().orElse(null),
                            place.password().orElse(null));
                    var statement = connection.createStatement()) {
                statement.execute("create table cloud (row_no integer not null, cloud_id varchar(36) not null)");
                statement.execute("insert into cloud (row_no, cloud_id) values (1, '" + THEIRS + "')");

                assertThatThrownBy(() -> Database.open(place, OURS, Env.real()))
                        .hasMessageContaining("belongs to another cloud");

                assertThat(SchemaText.of(connection).keySet()).containsExactly("cloud");
            }
        }
    }

    private static Map<String, Integer> countsOf(DatabaseSettings settings) {
        try (var any = Database.open(settings, Env.real())) {
            return RowCounts.of(any);
        }
    }
}
