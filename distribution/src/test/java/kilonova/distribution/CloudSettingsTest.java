package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudSettingsTest {
    private static final Path DIRECTORY = Path.of("/srv/cloud");

    private static StartChoices choices(int fakeHosts, Optional<String> database, String listen, int offset) {
        return new StartChoices(
                Optional.empty(),
                Optional.of(fakeHosts),
                database,
                Optional.of(listen),
                Optional.empty(),
                Optional.empty(),
                Optional.of(offset),
                Optional.empty());
    }

    @Test
    void whatNobodyChoseIsOneHostOnLoopbackAndOpenStacksPorts() {
        var settings = CloudSettings.of(DIRECTORY, StartChoices.none());

        assertThat(settings.hypervisor()).isEqualTo(HypervisorChoice.AUTO);
        assertThat(settings.fakeHosts()).isEqualTo(1);
        assertThat(settings.listening().address().isLoopbackAddress()).isTrue();
        assertThat(settings.ports()).isEqualTo(Ports.usualPlus(0));
    }

    @Test
    void portsAreOpenStacksOwn() {
        var ports = CloudSettings.of(DIRECTORY, choices(1, Optional.empty(), "127.0.0.1", 0))
                .ports();

        assertThat(ports.of())
                .containsEntry(Service.IDENTITY, 5000)
                .containsEntry(Service.COMPUTE, 8774)
                .containsEntry(Service.PLACEMENT, 8778)
                .containsEntry(Service.IMAGE, 9292)
                .containsEntry(Service.NETWORK, 9696);
    }

    private static StartChoices replicas(int number, Optional<String> database) {
        return new StartChoices(
                Optional.empty(),
                Optional.empty(),
                database,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(number));
    }

    @Test
    void severalReplicasOnSqliteAreRefusedWithWordsThatHelp() {
        for (var database : List.of(Optional.<String>empty(), Optional.of("sqlite:/srv/nova.db"))) {
            assertThatThrownBy(() -> CloudSettings.of(DIRECTORY, replicas(2, database)))
                    .hasMessageContaining("cannot share SQLite")
                    .hasMessageContaining("--database postgresql://");
        }
        assertThat(CloudSettings.of(DIRECTORY, replicas(2, Optional.of("mariadb://127.0.0.1/nova")))
                        .hypervisor())
                .isEqualTo(HypervisorChoice.AUTO);
    }

    @Test
    void noTwoReplicasShareAPortAndOnlyTheFirstHasANode() {
        var choices = replicas(Seat.MOST, Optional.of("postgresql://127.0.0.1/nova"));
        var taken = new ArrayList<Integer>();
        for (int number = 1; number <= Seat.MOST; number++) {
            var settings = CloudSettings.of(new Seat(DIRECTORY, number), choices);
            taken.addAll(settings.ports().of().values());
            assertThat(settings.hypervisor() == HypervisorChoice.NONE).isEqualTo(number > 1);
        }
        assertThat(taken).doesNotHaveDuplicates();
    }

    @Test
    void theOffsetMovesEveryPort() {
        var ports = CloudSettings.of(DIRECTORY, choices(1, Optional.empty(), "::1", 10_000))
                .ports();

        assertThat(ports.of().values()).allMatch(port -> port >= 15_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.7", "::"})
    void anAddressThatOthersReachIsRefusedWithoutACertificate(String listen) {
        assertThatThrownBy(() -> CloudSettings.of(DIRECTORY, choices(1, Optional.empty(), listen, 0)))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("--listen " + listen)
                .hasMessageContaining("certificate");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> CloudSettings.of(DIRECTORY, choices(0, Optional.of("oracle:x"), "0.0.0.0", -1)))
                .hasMessageContaining("--fake-hosts 0")
                .hasMessageContaining("--database")
                .hasMessageContaining("--listen")
                .hasMessageContaining("--port-offset -1");
    }
}
