package kilonova.control.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BrakeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 5, 1, false", // A few are no mass, however small the cloud.
        "0, 6, 59, true", // More than a tenth of all.
        "0, 6, 60, false",
        "3, 3, 59, true", // What was mended lately counts.
        "0, 100, 100000, false",
        "0, 101, 100000, true", // Too many, however large the cloud.
        "100, 1, 100000, true",
        "0, 0, 0, false",
    })
    void tooManyAtOnceAreHeldBack(int lately, int due, long rows, boolean held) {
        assertThat(Brake.holds(AuditSettings.USUAL, lately, due, rows)).isEqualTo(held);
    }
}
