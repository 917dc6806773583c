package kilonova.distribution;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
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
        var tail = new LogTail(log, System.out);
        tail.lastLines(lines);
        while (follow) {
            if (!tail.added()) {
                Thread.sleep(LOOK_EVERY);
            }
        }
        return 0;
    }
}
