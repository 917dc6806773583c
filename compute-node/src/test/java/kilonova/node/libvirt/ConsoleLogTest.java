package kilonova.node.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleLogTest {
    private final Path log;

    ConsoleLogTest(@TempDir Path directory) {
        this.log = directory.resolve("console.log");
    }

    @Test
    void theLastLinesAreCountedFromTheEnd() throws IOException {
        Files.writeString(log, "one\ntwo\nthree\n");
        assertThat(ConsoleLog.tail(log, 2)).isEqualTo("two\nthree\n");
        assertThat(ConsoleLog.tail(log, 9)).isEqualTo("one\ntwo\nthree\n");
        assertThat(ConsoleLog.tail(log, 0)).isEmpty();
    }

    @Test
    void anUnfinishedLineCountsAsOne() throws IOException {
        Files.writeString(log, "one\nlogin: ");
        assertThat(ConsoleLog.tail(log, 1)).isEqualTo("login: ");
    }

    @Test
    void allThatIsKeptHasABound() throws IOException {
        Files.write(log, new byte[3 << 20]);
        assertThat(ConsoleLog.tail(log, -1)).hasSize(1 << 20);
    }

    @Test
    void aGuestThatWasNeverStartedSaidNothing() throws IOException {
        assertThat(ConsoleLog.tail(log, -1)).isEmpty();
    }
}
