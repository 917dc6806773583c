package kilonova.control.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressBlockTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, '', 192.0.2.200, true",
        "192.0.2.7, '', 192.0.3.7, false",
        "192.0.2.7, /23, 192.0.3.7, true",
        "192.0.2.7, /255.255.254.0, 192.0.3.7, true",
        "192.0.2.7, /32, 192.0.2.7, true",
        "192.0.2.7, /32, 192.0.2.6, false",
        "192.0.2.7, /0, 10.0.0.1, true",
        "192.0.2.7, /25, 192.0.2.128, false",
        "2001:db8::1, /64, 2001:db8::ffff:1, true",
        "2001:db8::1, /64, 2001:db8:1::1, false",
        "2001:db8::1, /64, 192.0.2.7, false",
        "192.0.2.7, /24, '', false",
    })
    void anAddressIsInTheBlockOrNot(String address, String cidr, String other, boolean in) {
        assertThat(AddressBlock.around(address, cidr).contains(other)).isEqualTo(in);
    }

    @ParameterizedTest
    @CsvSource({
        "here, /24, build_near_host_ip",
        "192.0.2.7, /33, cidr",
        "192.0.2.7, 24, cidr",
        "192.0.2.7, /x, cidr",
        "192.0.2.7, /255.0.255.0, cidr"
    })
    void whatIsNoBlockIsRefusedByName(String address, String cidr, String hint) {
        assertThatThrownBy(() -> AddressBlock.around(address, cidr))
                .hasMessageStartingWith("scheduler_hints: " + hint + ": ");
    }
}
