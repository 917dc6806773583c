package kilonova.node.libvirt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The end of what a guest wrote to its serial console. */
final class ConsoleLog {
    private static final int MOST_BYTES = 1 << 20;

    private ConsoleLog() {}

    /** The last lines, all that is kept for a negative number; empty when the guest was never started. */
    static String tail(Path log, int lines) throws IOException {
        if (!Files.exists(log) || lines == 0) {
            return "";
        }
        try (var channel = FileChannel.open(log, StandardOpenOption.READ)) {
            long size = channel.size();
            var bytes = ByteBuffer.allocate((int) Math.min(size, MOST_BYTES));
            channel.position(size - bytes.capacity());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Reads on until the end.
            }
            var text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            return lines < 0 ? text : last(text, lines);
        }
    }

    private static String last(String text, int lines) {
        int from = text.endsWith("\n") ? text.length() - 1 : text.length();
        for (int i = 0; i < lines; i++) {
            from = text.lastIndexOf('\n', from - 1);
            if (from < 0) {
                return text;
            }
        }
        return text.substring(from + 1);
    }
}
