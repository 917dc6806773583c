package kilonova.distribution;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the log of a cloud. */
@Command(name = "logs", mixinStandardHelpOptions = true, description = "Shows the end of the cloud's log.")
final class LogsCommand implements Callable<Integer> {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "100",
            description = "How many lines (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on with what is added, until Ctrl-C.")
    private boolean follow;

    @Override
    public Integer call() throws Exception {
        if (lines < 0) {
            throw new CommandFailure("--lines " + lines + ": out of range (expected: 0 or more)");
        }
        Path log = DataDirectory.log(DataDirectory.existing(dataDir.path()));
        if (!Files.exists(log)) {
            throw new CommandFailure("there is no log yet: " + log);
        }
        long shown = Files.size(log);
        tail(log);
        if (follow) {
            follow(log, shown);
        }
        return 0;
    }

    private void tail(Path log) throws IOException {
        var last = new ArrayDeque<String>();
        try (Stream<String> all = Files.lines(log)) {
            all.forEach(line -> {
                last.addLast(line);
                if (last.size() > lines) {
                    last.removeFirst();
                }
            });
        }
        last.forEach(System.out::println);
    }

    /** A file that shrank was put aside and begun anew. */
    private static void follow(Path log, long from) throws IOException, InterruptedException {
        long shown = from;
        while (true) {
            long size = Files.size(log);
            shown = size < shown ? 0 : shown;
            if (size > shown) {
                try (var file = new RandomAccessFile(log.toFile(), "r")) {
                    file.seek(shown);
                    var bytes = new byte[(int) Math.min(size - shown, 1 << 20)];
                    file.readFully(bytes);
                    System.out.print(new String(bytes, StandardCharsets.UTF_8));
                    shown += bytes.length;
                }
            } else {
                Thread.sleep(LOOK_EVERY);
            }
        }
    }
}
