package kilonova.distribution;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The end of a log, byte for byte, and then what is added: each byte is shown once, whatever it means. */
final class LogTail {
    private static final int PART_BYTES = 64 << 10;

    private final Path log;
    private final OutputStream out;
    private long shown;

    LogTail(Path log, OutputStream out) {
        this.log = log;
        this.out = out;
    }

    /** Shows the last lines of the log as it is now. */
    void lastLines(int lines) throws IOException {
        try (var file = FileChannel.open(log)) {
            long end = file.size();
            shown = beginning(file, end, lines);
            while (shown < end) {
                show(file, end);
            }
        }
    }

    /**
     * Shows what was added since the last look; a file that shrank was put aside and begun anew.
     *
     * @return whether there was anything
     */
    boolean added() throws IOException {
        try (var file = FileChannel.open(log)) {
            long end = file.size();
            shown = end < shown ? 0 : shown;
            if (end == shown) {
                return false;
            }
            show(file, end);
            return true;
        }
    }

    private void show(FileChannel file, long end) throws IOException {
        var part = read(file, shown, (int) Math.min(end - shown, PART_BYTES));
        out.write(part.array(), 0, part.limit());
        out.flush();
        shown += part.limit();
    }

    /** Where the last lines begin: behind a line's end, looked for from the end backwards. */
    private static long beginning(FileChannel file, long end, int lines) throws IOException {
        if (lines == 0) {
            return end;
        }
        int ends = 0;
        for (long to = end; to > 0; ) {
            long from = Math.max(0, to - PART_BYTES);
            var part = read(file, from, (int) (to - from));
            for (int i = part.limit() - 1; i >= 0; i--) {
                // The end of the very last line is not the beginning of one more.
                if (part.get(i) == '\n' && from + i != end - 1 && ++ends == lines) {
                    return from + i + 1;
                }
            }
            to = from;
        }
        return 0;
    }

    private static ByteBuffer read(FileChannel file, long from, int length) throws IOException {
        var part = ByteBuffer.allocate(length);
        while (part.hasRemaining() && file.read(part, from + part.position()) >= 0) {
            // A file that was cut short meanwhile gives fewer.
        }
        return part.flip();
    }
}
