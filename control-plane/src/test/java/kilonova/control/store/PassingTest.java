package kilonova.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import kilonova.kernel.Problem;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PassingTest {

    static Stream<Throwable> overTomorrow() {
        return Stream.of(
                new SQLException("SQLITE_FULL", null, 13),
                new SQLException("SQLITE_BUSY_SNAPSHOT", null, 517),
                new SQLException("disk full", "53100", 0),
                new SQLException("The table is full", "HY000", 1114),
                new DataAccessException("writing", new SQLException("connection refused", "08001", 0)),
                new Problem.Unavailable("away", Duration.ofSeconds(1)).raise());
    }

    static Stream<Throwable> theSameForEver() {
        return Stream.of(
                new SQLException("SQLITE_CONSTRAINT_NOTNULL", null, 1299),
                new DataAccessException("writing", new SQLException("value too long", "22001", 0)),
                new DataAccessException("an insert without a table"),
                new Problem.Invalid("name", "too long").raise(),
                new NullPointerException());
    }

    @ParameterizedTest
    @MethodSource("overTomorrow")
    void whatADatabaseGetsOverIsPassing(Throwable failure) {
        assertThat(Passing.is(failure)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("theSameForEver")
    void whatFailsInTheSameWayForEverIsNot(Throwable failure) {
        assertThat(Passing.is(failure)).isFalse();
    }
}
