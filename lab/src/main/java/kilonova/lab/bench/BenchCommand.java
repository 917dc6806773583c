package kilonova.lab.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import kilonova.testkit.database.InstalledPostgres;
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
            "  cloud     start, create, read, list and memory of a whole cloud",
            "  streams   what it takes one replica to hold the streams of many nodes",
            "  recovery  how soon everything is back after a control plane was killed",
            "  placement how fast candidates are found, and allocations written",
            "  watch     how soon 105 watchers hear of what nodes tell, at 1,000 changes a second",
            "A benchmark starts what it measures itself, on the fake hypervisor, and takes it away afterwards."
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int FEWEST_SERVERS = 1_000;
    private static final int MOST_SERVERS = 100_000;
    private static final int MOST_NODES = 20_000;
    private static final int MOST_SECONDS = 600;
    private static final int MOST_RUNS = 99;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The benchmark; --list names them.")
    private @Nullable String name;

    @Option(names = "--list", description = "Names the benchmarks.")
    private boolean list;

    @Option(
            names = "--json",
            description =
                    "One JSON object a line for each figure, as soon as it is known: measure, value, unit, target,"
                            + " met.")
    private boolean json;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "cloud: how long creates are sent; streams, watch: how long is listened (default:"
                    + " ${DEFAULT-VALUE}).")
    private int seconds = 60;

    @Option(
            names = "--servers",
            paramLabel = "N",
            defaultValue = "10000",
            description = "cloud: how many servers there are when they are listed (default: ${DEFAULT-VALUE}).")
    private int servers = 10_000;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "3",
            description = "cloud: how often what takes less than a minute is measured; the median run is told (default:"
                    + " ${DEFAULT-VALUE}).")
    private int runs = 3;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "10000",
            description = "streams, recovery: how many nodes there are, each with a socket of its own on either side"
                    + " (default: ${DEFAULT-VALUE}).")
    private int nodes = 10_000;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "cloud: creates are measured on this database too, as `up` takes it. It must be empty, and is"
                    + " left full.")
    private @Nullable String database;

    @Option(
            names = "--postgresql",
            description =
                    "cloud: creates are measured on a PostgreSQL too, which is started for it where it is installed.")
    private boolean postgresql;

    @Option(
            names = "--only",
            paramLabel = "WORDS",
            defaultValue = "",
            description = "placement: only what has these words in its name.")
    private String only = "";

    @Option(names = "--directory", hidden = true)
    private @Nullable Path directory;

    @Option(names = "--port", hidden = true)
    private List<Integer> ports = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    /** What a benchmark does. */
    private interface Benchmark {
        void run(Consumer<Figure> told) throws IOException;
    }

    @Override
    public Integer call() throws Exception {
        CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = commandLine.getOut();
        PrintWriter err = commandLine.getErr();
        if (list) {
            out.println("cloud     start, create, read, list and memory of a whole cloud");
            out.println("streams   what it takes one replica to hold the streams of many nodes");
            out.println("recovery  how soon everything is back after a control plane was killed");
            out.println("placement how fast candidates are found, and allocations written");
            out.println("watch     how soon 105 watchers hear of what nodes tell, at 1,000 changes a second");
            out.flush();
            return CommandLine.ExitCode.OK;
        }
        if (BareReplica.NAME.equals(name) && directory != null) {
            BareReplica.run(directory, ports, out);
            return CommandLine.ExitCode.OK;
        }
        check(commandLine);
        var figures = new ArrayList<Figure>();
        Consumer<Figure> told = figure -> {
            figures.add(figure);
            if (json) {
                out.println(Figures.json(figure));
                out.flush();
            }
        };
        try {
            Benchmark chosen = benchmark(commandLine, err);
            told.accept(MachineSpeed.measured());
            chosen.run(told);
            return CommandLine.ExitCode.OK;
        } catch (BenchFailure failed) {
            String words = failed.getMessage();
            (words == null ? "the benchmark failed" : words).lines().forEach(line -> say(err, line));
            return CommandLine.ExitCode.SOFTWARE;
        } finally {
            if (!json) {
                Figures.table(figures).forEach(out::println);
                out.flush();
            }
        }
    }

    private Benchmark benchmark(CommandLine commandLine, PrintWriter err) {
        String chosen = name == null ? "" : name;
        return switch (chosen) {
            case "cloud" ->
                told -> new CloudBench(
                                new CloudBench.Settings(Duration.ofSeconds(seconds), servers, runs, others()),
                                words -> say(err, words))
                        .run(told);
            case "streams" ->
                new StreamsBench(
                        new StreamsBench.Settings(nodes, Duration.ofSeconds(seconds)), words -> say(err, words))::run;
            case "recovery" -> new RecoveryBench(nodes, words -> say(err, words))::run;
            case "placement" ->
                told -> new PlacementBench(Duration.ofSeconds(seconds), only, others(), words -> say(err, words))
                        .run(told);
            case "watch" ->
                new WatchBench(Duration.ofSeconds(seconds), Optional.ofNullable(database), words -> say(err, words))
                        ::run;
            default ->
                throw new ParameterException(
                        commandLine,
                        name == null
                                ? "NAME: missing (expected: a benchmark; --list names them)"
                                : "NAME: no benchmark is called " + name
                                        + " (expected: cloud, streams, recovery, placement or watch)");
        };
    }

    private LinkedHashMap<String, String> others() throws BenchFailure {
        var others = new LinkedHashMap<String, String>();
        if (postgresql) {
            try {
                others.put("PostgreSQL", InstalledPostgres.durable());
            } catch (IOException away) {
                throw new BenchFailure("no PostgreSQL: " + away.getMessage(), away);
            }
        }
        if (database != null) {
            others.put("--database", database);
        }
        return others;
    }

    private void check(CommandLine commandLine) {
        within(commandLine, "--seconds", seconds, 1, MOST_SECONDS);
        within(commandLine, "--servers", servers, FEWEST_SERVERS, MOST_SERVERS);
        within(commandLine, "--runs", runs, 1, MOST_RUNS);
        within(commandLine, "--nodes", nodes, 1, MOST_NODES);
    }

    private static void within(CommandLine commandLine, String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    commandLine, option + " " + value + ": out of range (expected: " + least + ".." + most + ")");
        }
    }

    private static void say(PrintWriter err, String words) {
        err.println("kilonova: " + words);
        err.flush();
    }
}
