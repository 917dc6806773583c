package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {
    @Test
    void userAndPasswordLeaveTheAddress() {
        assertThat(DatabaseAddress.parse("postgresql://ada:s3cret@db:5433/cloud?ssl=true"))
                .isEqualTo(new DatabaseAddress(
                        "jdbc:postgresql://db:5433/cloud?ssl=true", Optional.of("ada"), Optional.of("s3cret")));
    }

    @Test
    void aJdbcAddressIsTakenAsItIs() {
        assertThat(DatabaseAddress.parse("jdbc:mariadb://db/cloud").url()).isEqualTo("jdbc:mariadb://db/cloud");
    }

    @Test
    void theWordsOfAnAddressHoldNoSecret() {
        assertThat(DatabaseAddress.parse("mariadb://ada:s3cret@db/cloud?password=s3cret"))
                .hasToString("mariadb://db/cloud");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "oracle://db/x", "sqlite:", "postgresql://db", "postgresql:///x"})
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> DatabaseAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
