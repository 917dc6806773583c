package kilonova.control.notification;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** Writes each notification, as Nova sends it, as one line of JSON. Its owner alone may read the file. */
final class NotificationFile implements Receiver {
    private final Path file;
    private final long mostBytes;
    private final int kept;
    private final String cloud;
    private @Nullable FileChannel open;

    /**
     * @param mostBytes a file that has grown beyond them is put aside as {@code FILE.1}, the one before as {@code FILE.2}, …
     * @param kept files that were put aside
     */
    NotificationFile(Path file, long mostBytes, int kept, String cloud) {
        this.file = file;
        this.mostBytes = mostBytes;
        this.kept = kept;
        this.cloud = cloud;
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public void bring(Notice notice) throws IOException {
        FileChannel channel = open();
        if (channel.size() >= mostBytes) {
            close();
            rotate();
            channel = open();
        }
        var line = ByteBuffer.wrap((notice.envelope(cloud) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            channel.write(line);
        }
    }

    private FileChannel open() throws IOException {
        FileChannel channel = open;
        if (channel == null || !channel.isOpen()) {
            channel = FileChannel.open(
                    file,
                    EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            open = channel;
        }
        return channel;
    }

    private void rotate() throws IOException {
        Files.deleteIfExists(aside(kept));
        for (int i = kept - 1; i >= 1; i--) {
            if (Files.exists(aside(i))) {
                Files.move(aside(i), aside(i + 1), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.move(file, aside(1), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path aside(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public void settle() throws IOException {
        FileChannel channel = open;
        if (channel != null && channel.isOpen()) {
            channel.force(false);
        }
    }

    @Override
    public void close() {
        try {
            FileChannel channel = open;
            if (channel != null) {
                channel.close();
            }
        } catch (IOException gone) {
            // What was not settled is told again.
        }
        open = null;
    }
}
