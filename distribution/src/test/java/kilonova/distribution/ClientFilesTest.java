package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientFilesTest {
    @TempDir
    Path dataDir = Path.of(".");

    private Accounts accounts = new Accounts(new Account("", "", "", ""), new Account("", "", "", ""), "");
    private ClientFiles files = new ClientFiles(dataDir);

    @BeforeEach
    void write() throws IOException {
        accounts = Accounts.keptIn(dataDir, new Random(1));
        files = new ClientFiles(dataDir);
        files.write(
                accounts,
                new RunRecord(
                        1,
                        2,
                        3,
                        "fake",
                        true,
                        "sqlite:x",
                        Map.of("identity", "http://127.0.0.1:5000/v3", "grpc", "127.0.0.1:8770")),
                Optional.empty());
    }

    @Test
    void everyFileWithASecretIsForItsOwnerAlone() throws IOException {
        for (Path file :
                List.of(files.cloudsYaml(), files.adminRc(), files.memberRc(), dataDir.resolve("accounts.json"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(file.toString())
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void passwordsOfTheTwoAccountsDifferAndAreLong() {
        assertThat(accounts.admin().password())
                .hasSize(24)
                .isNotEqualTo(accounts.member().password());
    }

    @Test
    void passwordsAreMadeOnce() throws IOException {
        assertThat(Accounts.keptIn(dataDir, new Random(2))).isEqualTo(accounts);
    }

    @Test
    void cloudsYamlNamesBothUsers() throws IOException {
        assertThat(Files.readString(files.cloudsYaml()))
                .startsWith("""
                        clouds:
                          kilonova:
                            auth:
                              auth_url: http://127.0.0.1:5000/v3
                              username: "admin"
                              password: "%s"
                        """.formatted(accounts.admin().password()))
                .contains("\n  kilonova-demo:\n")
                .contains("username: \"demo\"");
    }

    @Test
    void theMembersFileHoldsNothingOfTheAdministrator() throws IOException {
        assertThat(Files.readString(files.memberRc()))
                .contains("export OS_USERNAME='demo'")
                .contains("export KILONOVA_GRPC='127.0.0.1:8770'")
                .doesNotContain(accounts.admin().password());
    }

    @Test
    void anAccountInALogShowsNoPassword() {
        assertThat(accounts.toString()).doesNotContain(accounts.admin().password());
    }
}
