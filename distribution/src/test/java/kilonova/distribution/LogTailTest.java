package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    private final Path log;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    LogTailTest(@TempDir Path folder) {
        this.log = folder.resolve("kilonova.log");
    }

    @Test
    void theLastLinesAreShown() throws IOException {
        write("one\ntwo\nthree\n");

        new LogTail(log, out).lastLines(2);

        assertThat(shown()).isEqualTo("two\nthree\n");
    }

    @Test
    void noLinesShowNothingAndMoreThanThereAreShowAll() throws IOException {
        write("one\ntwo");

        new LogTail(log, out).lastLines(0);
        assertThat(shown()).isEmpty();

        new LogTail(log, out).lastLines(9);
        assertThat(shown()).isEqualTo("one\ntwo");
    }

    @Test
    void linesLongerThanOneReadAreWhole() throws IOException {
        String longer = "x".repeat(200_000);
        write("first\n" + longer + "\nlast\n");

        new LogTail(log, out).lastLines(2);

        assertThat(shown()).isEqualTo(longer + "\nlast\n");
    }

    @Test
    void bytesThatAreNoTextAreShownAsTheyAre() throws IOException {
        byte[] strange = {'a', (byte) 0xff, (byte) 0xc3, '\n'};
        Files.write(log, strange);

        new LogTail(log, out).lastLines(5);

        assertThat(out.toByteArray()).isEqualTo(strange);
    }

    @Test
    void whatIsAddedIsShownOnceAndTheBeginningNotAgain() throws IOException {
        write("one\ntwo\nhal");
        var tail = new LogTail(log, out);
        tail.lastLines(2);
        add("f\nthree\n");

        assertThat(tail.added()).isTrue();
        assertThat(tail.added()).isFalse();

        assertThat(shown()).isEqualTo("two\nhalf\nthree\n");
    }

    @Test
    void aLogBegunAnewIsShownFromItsBeginning() throws IOException {
        write("a long first line\n");
        var tail = new LogTail(log, out);
        tail.lastLines(0);
        write("new\n");

        assertThat(tail.added()).isTrue();

        assertThat(shown()).isEqualTo("new\n");
    }

    private void write(String text) throws IOException {
        Files.writeString(log, text);
    }

    private void add(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.APPEND);
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
