package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudSettingsTest {
    private static final Map<String, String> HOME = Map.of("HOME", "/home/ada");

    private static CloudSettings.Given given(int fakeHosts, Optional<String> database, String listen, int offset) {
        return new CloudSettings.Given(Optional.empty(), HypervisorChoice.AUTO, fakeHosts, database, listen, offset);
    }

    @Test
    void dataLiesUnderTheHomeDirectory() {
        var settings = CloudSettings.of(given(1, Optional.empty(), "127.0.0.1", 0), HOME);

        assertThat(settings.dataDir()).isEqualTo(Path.of("/home/ada/.local/share/kilonova"));
    }

    @Test
    void xdgDataHomeMovesTheData() {
        var settings = CloudSettings.of(
                given(1, Optional.empty(), "127.0.0.1", 0), Map.of("HOME", "/home/ada", "XDG_DATA_HOME", "/srv/share"));

        assertThat(settings.dataDir()).isEqualTo(Path.of("/srv/share/kilonova"));
    }

    @Test
    void portsAreOpenStacksOwn() {
        var ports = CloudSettings.of(given(1, Optional.empty(), "127.0.0.1", 0), HOME)
                .ports();

        assertThat(ports.of())
                .containsEntry(Service.IDENTITY, 5000)
                .containsEntry(Service.COMPUTE, 8774)
                .containsEntry(Service.PLACEMENT, 8778)
                .containsEntry(Service.IMAGE, 9292)
                .containsEntry(Service.NETWORK, 9696);
    }

    @Test
    void theOffsetMovesEveryPort() {
        var ports = CloudSettings.of(given(1, Optional.empty(), "::1", 10_000), HOME)
                .ports();

        assertThat(ports.of().values()).allMatch(port -> port >= 15_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.7", "::"})
    void anAddressThatOthersReachIsRefusedWithoutACertificate(String listen) {
        assertThatThrownBy(() -> CloudSettings.of(given(1, Optional.empty(), listen, 0), HOME))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("--listen " + listen)
                .hasMessageContaining("certificate");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> CloudSettings.of(given(0, Optional.of("oracle:x"), "0.0.0.0", -1), HOME))
                .hasMessageContaining("--fake-hosts 0")
                .hasMessageContaining("--database")
                .hasMessageContaining("--listen")
                .hasMessageContaining("--port-offset -1");
    }
}
