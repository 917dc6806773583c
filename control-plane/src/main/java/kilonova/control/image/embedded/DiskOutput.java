package kilonova.control.image.embedded;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file being written. Tests have one that is full. */
interface DiskOutput extends Closeable {

    /** Writes all that remains. */
    void write(ByteBuffer bytes) throws IOException;

    /** Returns when what was written survives a loss of power. */
    void sync() throws IOException;

    /** Opens files that are not there yet. */
    @FunctionalInterface
    interface Opener {
        DiskOutput open(Path file) throws IOException;
    }

    static DiskOutput onDisk(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new DiskOutput() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }

            @Override
            public void sync() throws IOException {
                channel.force(true);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
