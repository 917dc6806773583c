package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeatTest {
    private final Path cloud;

    SeatTest(@TempDir Path cloud) {
        this.cloud = cloud;
    }

    @Test
    void theFirstLiesInTheDataDirectoryAndEachOfTheOthersInAFolderBelow() throws Exception {
        Files.writeString(cloud.resolve(DataDirectory.MARKER), "1\n");
        assertThat(Seat.all(cloud)).containsExactly(Seat.first(cloud));

        var third = new Seat(cloud, 3);
        third.prepare();
        DataDirectory.take(third.own()).close();

        assertThat(Seat.first(cloud).own()).isEqualTo(cloud);
        assertThat(Seat.all(cloud)).containsExactly(Seat.first(cloud), third);
        assertThat(Seat.cloudOf(third.own())).isEqualTo(cloud);
        assertThat(Seat.cloudOf(cloud)).isEqualTo(cloud);
    }

    @Test
    void theFolderOfTheOthersIsForItsOwnerAlone() throws Exception {
        var second = new Seat(cloud, 2);
        second.prepare();
        assertThat(Files.getPosixFilePermissions(second.own().resolveSibling(".")))
                .hasSize(3);
    }

    @Test
    void thereIsNoTenth() {
        assertThatThrownBy(() -> new Seat(cloud, 10)).hasMessageContaining("expected: 1..9");
    }
}
