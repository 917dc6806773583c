package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartChoicesTest {
    private static final String ADDRESS = "postgresql://nova:secret@127.0.0.1/nova";

    private static final StartChoices LAST = new StartChoices(
            Optional.of(HypervisorChoice.LIBVIRT),
            Optional.of(7),
            Optional.of(ADDRESS),
            Optional.of("127.0.0.1"),
            Optional.of("/etc/tls/cloud.pem"),
            Optional.of("/etc/tls/cloud.key"),
            Optional.of(1000),
            Optional.empty());

    private static StartChoices listen(String address) {
        return new StartChoices(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(address),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static StartChoices database(String address) {
        return new StartChoices(
                Optional.empty(),
                Optional.empty(),
                Optional.of(address),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void whatIsLeftOutIsAsItWasTheLastTime() {
        assertThat(StartChoices.none().after(LAST)).isEqualTo(LAST);
    }

    @Test
    void portsMayBeChosenAnew() {
        var given = StartChoices.of(HypervisorChoice.AUTO, Optional.of(2000));

        assertThat(given.after(LAST).portOffset()).contains(2000);
        assertThat(given.after(LAST).hypervisor()).contains(HypervisorChoice.LIBVIRT);
    }

    @Test
    void aCertificateBelongsToTheAddressItWasGivenWith() {
        assertThat(listen("127.0.0.1").after(LAST).certificate()).isEqualTo(LAST.certificate());
        assertThat(listen("127.0.0.9").after(LAST).certificate()).isEmpty();
        assertThat(listen("127.0.0.9").after(LAST).key()).isEmpty();
    }

    @Test
    void aCloudThatIsStartedAsideNeedsNeitherTheAddressNorTheCertificate() {
        assertThat(LAST.aside().listen()).isEmpty();
        assertThat(LAST.aside().certificate()).isEmpty();
        assertThat(LAST.aside().key()).isEmpty();
        assertThat(LAST.aside().database()).isEqualTo(LAST.database());
    }

    @Test
    void serversAreNotLeftBehindOnAnotherHypervisor() {
        var given = StartChoices.of(HypervisorChoice.FAKE, Optional.empty());

        assertThatThrownBy(() -> given.after(LAST)).hasMessageContaining("--hypervisor fake");
    }

    @Test
    void dataIsNotLeftBehindInAnotherDatabase() {
        assertThatThrownBy(() ->
                        database("postgresql://nova:secret@127.0.0.1/other").after(LAST))
                .hasMessageContaining("lies in postgresql://127.0.0.1/nova")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> database(ADDRESS).after(StartChoices.none()))
                .hasMessageContaining("SQLite in the data directory");
    }

    @Test
    void thePasswordOfTheDatabaseMayChange() {
        String renewed = ADDRESS.replace("secret", "other");

        assertThat(database(renewed).after(LAST).database()).contains(renewed);
    }

    @Test
    void theyAreKeptForTheirOwnerAlone(@TempDir Path dataDir) throws IOException {
        LAST.keep(dataDir);

        assertThat(StartChoices.kept(dataDir)).contains(LAST);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDir.resolve("start.json"))))
                .isEqualTo("rw-------");
        assertThat(LAST.toString()).doesNotContain("secret");
    }

    @Test
    void autoIsKeptAsWhatItTurnedOutToBe() {
        var auto = StartChoices.of(HypervisorChoice.AUTO, Optional.empty());

        assertThat(auto.settled(false).hypervisor()).contains(HypervisorChoice.LIBVIRT);
    }
}
