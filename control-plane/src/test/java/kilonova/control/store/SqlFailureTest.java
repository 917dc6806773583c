package kilonova.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;

/** What whoever waits for a transaction is told when the database fails it. */
final class SqlFailureTest {
    private static SQLException sqlite(int code) {
        return new SQLException("of SQLite", null, code);
    }

    @Test
    void aFullDiskIsToldAsSuchOnEveryDatabase() {
        for (SQLException failure : List.of(
                sqlite(13),
                new SQLException("of PostgreSQL", "53100", 0),
                new SQLException("of MariaDB", "HY000", 1021),
                new SQLException("of MariaDB", "HY000", 1114))) {
            assertThat(told(new DataAccessException("writing", failure))).startsWith("The database's disk is full");
        }
    }

    @Test
    void aDatabaseThatCannotWriteForAnotherReasonIsToldSoToo() {
        for (SQLException failure : List.of(
                sqlite(8),
                sqlite(10 | 3 << 8),
                new SQLException("out of memory", "53200", 0),
                new SQLException("input or output", "58030", 0))) {
            assertThat(told(failure)).startsWith("The database cannot write just now");
        }
    }

    @Test
    void aBugStaysABug() {
        assertThat(SqlFailure.told(new SQLException("no such table", "42P01", 0)))
                .isInstanceOf(DataAccessException.class);
    }

    private static String told(Throwable failure) {
        assertThat(SqlFailure.told(failure)).isInstanceOf(ProblemException.class);
        Problem problem = ((ProblemException) SqlFailure.told(failure)).problem();
        assertThat(problem).isInstanceOf(Problem.Unavailable.class);
        return problem.message();
    }
}
