package kilonova.lab.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a benchmark. A missed target is a finding, not a failure: the command then ends with 0 too. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures this build on this machine, and says how the figures compare with their targets.",
            "A benchmark starts a cloud of its own on the fake hypervisor, and takes it away afterwards."
        })
public final class BenchCommand implements Callable<Integer> {
    private static final String CLOUD = "cloud";
    private static final int FEWEST_SERVERS = 1_000;
    private static final int MOST_SERVERS = 100_000;
    private static final int MOST_SECONDS = 600;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The benchmark; --list names them.")
    private @Nullable String name;

    @Option(names = "--list", description = "Names the benchmarks.")
    private boolean list;

    @Option(
            names = "--json",
            description = "One JSON object a line for each figure: measure, value, unit, target, met.")
    private boolean json;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long creates are sent (default: ${DEFAULT-VALUE}).")
    private int seconds = 60;

    @Option(
            names = "--servers",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many servers there are when they are listed (default: ${DEFAULT-VALUE}).")
    private int servers = 10_000;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description =
                    "Creates are measured on this database too, as `up` takes it. It must be empty, and is left full.")
    private @Nullable String database;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = commandLine.getOut();
        PrintWriter err = commandLine.getErr();
        if (list) {
            out.println("cloud    start, create, read, list and memory of a whole cloud");
            out.flush();
            return CommandLine.ExitCode.OK;
        }
        check(commandLine);
        var settings = new CloudBench.Settings(Duration.ofSeconds(seconds), servers, Optional.ofNullable(database));
        var figures = new ArrayList<Figure>();
        try {
            new CloudBench(settings, words -> say(err, words)).run(figures);
            return CommandLine.ExitCode.OK;
        } catch (BenchFailure failed) {
            String words = failed.getMessage();
            (words == null ? "the benchmark failed" : words).lines().forEach(line -> say(err, line));
            return CommandLine.ExitCode.SOFTWARE;
        } finally {
            (json ? figures.stream().map(Figures::json).toList() : Figures.table(figures)).forEach(out::println);
            out.flush();
        }
    }

    private void check(CommandLine commandLine) {
        if (!CLOUD.equals(name)) {
            throw new ParameterException(
                    commandLine,
                    name == null
                            ? "NAME: missing (expected: a benchmark; --list names them)"
                            : "NAME: no benchmark is called " + name + " (expected: " + CLOUD + ")");
        }
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw new ParameterException(
                    commandLine, "--seconds " + seconds + ": out of range (expected: 1.." + MOST_SECONDS + ")");
        }
        if (servers < FEWEST_SERVERS || servers > MOST_SERVERS) {
            throw new ParameterException(
                    commandLine,
                    "--servers " + servers + ": out of range (expected: " + FEWEST_SERVERS + ".." + MOST_SERVERS + ")");
        }
    }

    private static void say(PrintWriter err, String words) {
        err.println("kilonova: " + words);
        err.flush();
    }
}
