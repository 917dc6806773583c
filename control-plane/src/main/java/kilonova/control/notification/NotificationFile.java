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
    private final Writer writer;
    private @Nullable FileChannel open;

    /** Writes some or all of what is left. */
    interface Writer {
        void write(FileChannel channel, ByteBuffer left) throws IOException;
    }

    /**
     * @param mostBytes a file that has grown beyond them is put aside as {@code FILE.1}, the one before as {@code FILE.2}, …
     * @param kept files that were put aside
     */
    NotificationFile(Path file, long mostBytes, int kept, String cloud) {
        this(file, mostBytes, kept, cloud, FileChannel::write);
    }

    NotificationFile(Path file, long mostBytes, int kept, String cloud, Writer writer) {
        this.file = file;
        this.mostBytes = mostBytes;
        this.kept = kept;
        this.cloud = cloud;
        this.writer = writer;
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
        long whole = channel.size();
        try {
            while (line.hasRemaining()) {
                writer.write(channel, line);
            }
        } catch (IOException broken) {
            cutBackTo(channel, whole);
            throw broken;
        }
    }

    /** The notification is brought again as a whole: half of it must not stand before it. */
    private void cutBackTo(FileChannel channel, long whole) {
        try {
            channel.truncate(whole);
        } catch (IOException alsoBroken) {
            // The caller is told of the first failure; what is left of the line is cut off when the file is opened
            // again.
            close();
        }
    }

    private FileChannel open() throws IOException {
        FileChannel channel = open;
        if (channel == null || !channel.isOpen()) {
            if (Files.exists(file)) {
                cutOffHalfALine();
            }
            channel = FileChannel.open(
                    file,
                    EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            open = channel;
        }
        return channel;
    }

    /** What stands behind the last end of a line was being written when the process ended, and is brought again. */
    private void cutOffHalfALine() throws IOException {
        try (var written = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = written.size();
            var one = ByteBuffer.allocate(1);
            while (end > 0 && written.read(one.clear(), end - 1) == 1 && one.get(0) != '\n') {
                end--;
            }
            if (end < written.size()) {
                written.truncate(end);
            }
        }
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
