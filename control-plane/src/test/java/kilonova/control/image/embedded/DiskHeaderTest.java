package kilonova.control.image.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class DiskHeaderTest {

    @Test
    void theSizeOfTheDiskWithinIsReadFromAQcow2() {
        assertThat(judge("qcow2", qcow2(_ -> {}))).hasValue(5L << 30);
    }

    @Test
    void aRawImageTellsNothing() {
        assertThat(judge("raw", new byte[512])).isEmpty();
    }

    @Test
    void aBackingFileIsRefused() {
        refused("qcow2", qcow2(header -> header.putLong(8, 0x200)), "backing file");
    }

    @Test
    void anExternalDataFileIsRefusedByItsFeatureBit() {
        refused("qcow2", qcow2(header -> header.putLong(72, 4)), "external data file");
    }

    @Test
    void anExternalDataFileIsRefusedByItsNameToo() {
        refused("qcow2", qcow2(header -> header.putInt(104, 0x44415441).putInt(108, 8)), "external data file");
    }

    @Test
    void anExtensionBeforeTheDataFileDoesNotHideIt() {
        refused(
                "qcow2",
                qcow2(header -> header.putInt(104, 0x6803f857)
                        .putInt(108, 5)
                        .putInt(120, 0x44415441)
                        .putInt(124, 8)),
                "external data file");
    }

    @Test
    void aQcow2ThatIsDeclaredRawIsRefused() {
        refused("raw", qcow2(_ -> {}), "the data is qcow2");
    }

    @Test
    void textThatIsDeclaredQcow2IsRefused() {
        refused("qcow2", new byte[] {'#', '!', '/', 'b'}, "not qcow2");
    }

    @Test
    void aHeaderCutShortIsRefused() {
        refused("qcow2", Arrays.copyOf(qcow2(_ -> {}), 80), "cut short");
    }

    @Test
    void aVersionFromTheFutureIsRefused() {
        refused("qcow2", qcow2(header -> header.putInt(4, 4)), "version 4");
    }

    /** A sound header of version 3, five GiB, changed as told. */
    static byte[] qcow2(Consumer<ByteBuffer> change) {
        byte[] bytes = new byte[512];
        ByteBuffer header = ByteBuffer.wrap(bytes);
        header.putInt(0, 0x514649fb)
                .putInt(4, 3)
                .putInt(20, 16)
                .putLong(24, 5L << 30)
                .putInt(100, 104);
        change.accept(header);
        return bytes;
    }

    private static OptionalLong judge(String format, byte[] bytes) {
        return DiskHeader.virtualSize(format, bytes, bytes.length);
    }

    private static void refused(String format, byte[] bytes, String why) {
        assertThatThrownBy(() -> judge(format, bytes)).hasMessageContaining(why);
    }
}
