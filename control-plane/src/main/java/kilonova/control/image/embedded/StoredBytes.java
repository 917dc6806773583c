package kilonova.control.image.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import kilonova.kernel.Problem;

/**
 * The bytes of one image. Once the image is deleted the next read fails with NotFound: an open file would go on giving
 * bytes of an image that is no more.
 */
final class StoredBytes extends InputStream {
    private final String imageId;
    private final Path file;
    private final FileChannel channel;

    StoredBytes(String imageId, Path file, long offset) throws IOException {
        this.imageId = imageId;
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        channel.position(offset);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
        if (!Files.exists(file)) {
            throw new Problem.NotFound("image", imageId).raise();
        }
        return channel.read(ByteBuffer.wrap(into, from, count));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
