package kilonova.control.network.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "10.20.0.1, 10.20.0.1",
        "255.255.255.255, 255.255.255.255",
        "FD00:0:0:0:0:0:0:1, fd00::1",
        "::, ::",
        "::1, ::1",
        "2001:db8:0:1:0:0:0:5, 2001:db8:0:1::5",
        "2001:db8:0:1:2:3:4:5, 2001:db8:0:1:2:3:4:5",
        "fe80::, fe80::"
    })
    void anAddressIsWrittenInItsOneSpelling(String given, String written) {
        assertThat(IpAddress.of(given)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0", "10.0.0.256", "localhost", "fe80::1%eth0", "1.2.3.4.5", ":::", "10.0.0.0/24"})
    void whatIsNoAddressIsNone(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @Test
    void theOrderOfKeysIsTheOrderOfAddresses() {
        assertThat(IpAddress.of("10.0.0.9").key())
                .isLessThan(IpAddress.of("10.0.0.10").key());
    }

    @Test
    void theEndsOfABlockAreNotForMachines() {
        IpRange usable = IpBlock.of("192.168.1.77/24").usable();

        assertThat(usable.first()).hasToString("192.168.1.1");
        assertThat(usable.last()).hasToString("192.168.1.254");
    }
}
