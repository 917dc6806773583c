package kilonova.control.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.kernel.ServerCertificate;
import kilonova.testkit.clock.HandClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuthorityFilesTest {
    @TempDir
    private Path folder = Path.of(".");

    private final HandClock clock = new HandClock();
    private final Random random = new Random(1);
    private final Env env = new Env(clock, random, Ids.timeOrdered(clock, random));

    private AuthorityFiles files() {
        return new AuthorityFiles(folder.resolve("authority"), folder.resolve("authority"), env);
    }

    private ServerCertificate port(String... names) {
        return files().port(files().authority(), List.of(names));
    }

    @Test
    void theAuthorityIsMadeOnce() {
        assertThat(files().authority().pem()).isEqualTo(files().authority().pem());
    }

    @Test
    void whatItKeepsIsForItsOwnerAlone() throws IOException {
        port("127.0.0.1");
        try (var all = Files.walk(folder.resolve("authority"))) {
            assertThat(all.map(AuthorityFilesTest::permissions)).containsOnly("rwx------", "rw-------");
        }
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException gone) {
            return gone.toString();
        }
    }

    @Test
    void thePortsCertificateIsOfTheAuthorityAndForEveryName() {
        var certificate = port("cloud.example", "192.0.2.7", "127.0.0.1");
        assertThat(files().authority().root().signed(certificate.chain().getFirst()))
                .isTrue();
        assertThat(certificate.names()).containsExactlyInAnyOrder("cloud.example", "192.0.2.7", "127.0.0.1");
    }

    @Test
    void thePortsCertificateIsKeptWhileItIsGood() {
        var before = port("127.0.0.1");
        clock.pass(Duration.ofDays(300));
        assertThat(port("127.0.0.1").pem()).isEqualTo(before.pem());
    }

    @Test
    void itIsMadeAnewWhenItEndsSoon() {
        var before = port("127.0.0.1");
        clock.pass(Duration.ofDays(306));
        assertThat(port("127.0.0.1").pem()).isNotEqualTo(before.pem());
    }

    @Test
    void itIsMadeAnewWhenTheAddressChanged() {
        var before = port("127.0.0.1");
        assertThat(port("192.0.2.7", "127.0.0.1").pem()).isNotEqualTo(before.pem());
    }

    @Test
    void itIsMadeAnewWhenTheAuthorityChanged() throws IOException {
        var before = port("127.0.0.1");
        Files.delete(folder.resolve("authority/authority.pem"));
        assertThat(port("127.0.0.1").pem()).isNotEqualTo(before.pem());
    }

    @Test
    void anAuthorityThatCannotBeReadIsNotReplaced() throws IOException {
        files().authority();
        Path file = folder.resolve("authority/authority.pem");
        Files.writeString(file, "nonsense");
        assertThatThrownBy(() -> files().authority()).hasMessageContaining(file.toString());
    }
}
