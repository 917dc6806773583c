package kilonova.distribution.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Another program, run to its end. */
final class Program {
    private static final int LINES_SHOWN = 15;

    private Program() {}

    /** Throws with the last lines that it printed when it does not end with 0. */
    static void run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Path said = Files.createTempFile("kilonova-demo", ".out");
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            int end = process.waitFor();
            if (end != 0) {
                throw new IOException(command.getFirst() + " ended with " + end + ":\n" + tail(said));
            }
        } finally {
            Files.deleteIfExists(said);
        }
    }

    private static String tail(Path said) throws IOException {
        try (Stream<String> lines = Files.lines(said, StandardCharsets.ISO_8859_1)) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - LINES_SHOWN), all.size()));
        }
    }
}
