package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path parent = Path.of(".");

    @Test
    void aDirectoryThatIsNotThereIsMadeForItsOwnerAlone() throws IOException {
        Path root = parent.resolve("a/b");

        DataDirectory.take(root).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
    }

    @Test
    void aDirectoryOfOursIsTakenAgain() {
        DataDirectory.take(parent.resolve("a")).close();

        try (var again = DataDirectory.take(parent.resolve("a"))) {
            assertThat(again.root()).isEqualTo(parent.resolve("a"));
        }
    }

    @Test
    void oneThatIsGivenBackIsAsItWas() throws IOException {
        Files.createDirectory(parent.resolve("empty"));
        DataDirectory.take(parent.resolve("ours")).close();

        DataDirectory.take(parent.resolve("none")).giveBack();
        DataDirectory.take(parent.resolve("empty")).giveBack();
        DataDirectory.take(parent.resolve("ours")).giveBack();

        assertThat(parent.resolve("none")).doesNotExist();
        assertThat(parent.resolve("empty")).isEmptyDirectory();
        assertThat(DataDirectory.existing(parent.resolve("ours"))).exists();
    }

    @Test
    void aForeignDirectoryIsRefusedAndLeftAsItIs() throws IOException {
        Files.writeString(parent.resolve("letter.txt"), "dear");

        assertThatThrownBy(() -> DataDirectory.take(parent)).hasMessageContaining("not made by Kilonova");

        try (var left = Files.list(parent)) {
            assertThat(left).containsExactly(parent.resolve("letter.txt"));
        }
    }

    @Test
    void dataOfAnotherVersionIsRefused() throws IOException {
        DataDirectory.take(parent.resolve("a")).close();
        Files.writeString(parent.resolve("a/kilonova-data"), "0\n");

        assertThatThrownBy(() -> DataDirectory.take(parent.resolve("a"))).hasMessageContaining("version \"0\"");
    }

    @Test
    void aFileInThePlaceOfTheDirectoryIsRefused() throws IOException {
        Files.writeString(parent.resolve("a"), "");

        assertThatThrownBy(() -> DataDirectory.take(parent.resolve("a"))).isInstanceOf(CommandFailure.class);
    }

    @Test
    void askingForACloudWhereNoneWasIsRefused() {
        assertThatThrownBy(() -> DataDirectory.existing(parent)).hasMessageContaining("there is no cloud in " + parent);
    }

    @Test
    void dataLiesUnderTheHomeDirectory() {
        assertThat(DataDirectory.usual(Map.of("HOME", "/home/ada")))
                .isEqualTo(Path.of("/home/ada/.local/share/kilonova"));
    }

    @Test
    void xdgDataHomeMovesTheData() {
        assertThat(DataDirectory.usual(Map.of("HOME", "/home/ada", "XDG_DATA_HOME", "/srv/share")))
                .isEqualTo(Path.of("/srv/share/kilonova"));
    }

    @Test
    void aFileOnTheWayToTheDirectoryIsNamed() throws IOException {
        Files.writeString(parent.resolve("a"), "");

        assertThatThrownBy(() -> DataDirectory.take(parent.resolve("a/b"))).hasMessageContaining("a/b cannot be made");
    }

    @Test
    void noCommandReadsDataOfAnotherVersion() throws IOException {
        DataDirectory.take(parent.resolve("a")).close();
        Files.writeString(parent.resolve("a/kilonova-data"), "2\n");

        assertThatThrownBy(() -> DataDirectory.existing(parent.resolve("a"))).hasMessageContaining("version \"2\"");
    }
}
