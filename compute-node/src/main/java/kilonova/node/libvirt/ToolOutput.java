package kilonova.node.libvirt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a program prints, read as it is printed, so that a full pipe never stops it. The beginning is kept and the rest read
 * and dropped.
 */
final class ToolOutput {
    private static final int MOST_KEPT_BYTES = 1 << 20;
    /** How long the rest is waited for once the program has ended: a child of it may hold the pipe open. */
    private static final Duration REST = Duration.ofSeconds(2);

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread reader;

    private ToolOutput(InputStream output, String name) {
        this.reader = Thread.ofVirtual().name(name).unstarted(() -> read(output));
    }

    static ToolOutput of(Process process) {
        var output = new ToolOutput(process.getInputStream(), "tool-output-" + process.pid());
        output.reader.start();
        return output;
    }

    /** All of it, of a program that has ended. */
    String text() throws InterruptedException {
        reader.join(REST);
        synchronized (kept) {
            return kept.toString(StandardCharsets.UTF_8).strip();
        }
    }

    private void read(InputStream output) {
        var part = new byte[8192];
        try (output) {
            for (int length = output.read(part); length >= 0; length = output.read(part)) {
                synchronized (kept) {
                    kept.write(part, 0, Math.min(length, MOST_KEPT_BYTES - kept.size()));
                }
            }
        } catch (IOException killed) {
            // What was printed before counts.
        }
    }
}
