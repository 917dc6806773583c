package kilonova.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedTest {
    @TempDir
    private Path folder = Path.of("");

    private Supervised sleeper = new Supervised("sleeper", List.of("/bin/true"), Map.of(), folder);

    @BeforeEach
    void name() {
        sleeper = new Supervised("sleeper", List.of("/bin/sleep", "600"), Map.of(), folder.resolve("log"));
    }

    @AfterEach
    void end() {
        sleeper.kill();
    }

    @Test
    void aKilledProcessIsGoneAndStartsAgain() {
        sleeper.start();
        assertThat(sleeper.running()).isTrue();
        sleeper.kill();
        assertThat(sleeper.running()).isFalse();
        assertThat(sleeper.endedByItself()).isEmpty();
        sleeper.start();
        assertThat(sleeper.running()).isTrue();
    }

    @Test
    void aPausedProcessIsThereAndCanBeKilled() {
        sleeper.start();
        sleeper.pause();
        assertThat(sleeper.running()).isTrue();
        sleeper.kill();
        assertThat(sleeper.running()).isFalse();
    }

    @Test
    void aProcessThatEndsByItselfIsTold() throws IOException {
        var brief = new Supervised(
                "brief", List.of("/bin/sh", "-c", "echo the last word; exit 3"), Map.of(), folder.resolve("brief"));
        brief.start();
        while (brief.running()) {
            Thread.onSpinWait();
        }
        assertThat(brief.endedByItself()).contains(3);
        assertThat(brief.lastWords(1)).isEqualTo("the last word");
        assertThat(Files.readString(folder.resolve("brief"))).isEqualTo("the last word\n");
    }
}
