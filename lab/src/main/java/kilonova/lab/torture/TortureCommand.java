package kilonova.lab.torture;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kilonova.lab.process.DatabasePlace;
import kilonova.lab.process.DatabaseServers;
import kilonova.lab.process.OwnBuild;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tortures clouds of real processes, and tells what broke. */
@Command(
        name = "torture",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a cloud of real processes, kills, pauses and cuts them off while clients work, and holds what the"
                    + " clients were told against what there is afterwards.",
            "Replicas of the control plane share a database server that is started for the run from the programs of"
                    + " this machine; four node processes play five fake hosts each. The seed decides which faults strike"
                    + " and when."
        },
        footer = {
            "",
            "Ends with 1 when there is a finding, and then leaves logs and history behind; else with 0.",
            "",
            "  kilonova torture                          a minute on PostgreSQL, and one on MariaDB",
            "  kilonova torture --time 10m --seed 7      longer, under another seed",
            "  kilonova torture --database sqlite        kill -9 in the midst of 1,000 creates, ten times",
            "  kilonova torture --experiment             what becomes of 50 creates when a part of the cloud dies"
        })
public final class TortureCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smh])");
    private static final int MOST_REPLICAS = 5;
    private static final int LARGEST_OFFSET = 50_000;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            defaultValue = "1m",
            description =
                    "How long faults strike on each database, such as 30s, 10m or 1h (default: ${DEFAULT-VALUE}).")
    private String time = "1m";

    @Option(
            names = "--database",
            paramLabel = "DATABASE",
            description =
                    "postgresql, mariadb or sqlite; or the URL of an empty database on this machine, as `up` takes it,"
                            + " whose server is then left alone and only cut off. May be given several times (default:"
                            + " postgresql and mariadb).")
    private List<String> databases = List.of();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides which faults strike (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many control-plane processes share the database (default: ${DEFAULT-VALUE}).")
    private int replicas = 1;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            description =
                    "Added to every port of the first replica, 100 more for each other (default: where there is room).")
    private @Nullable Integer portOffset;

    @Option(
            names = "--experiment",
            description =
                    "50 creates are in flight when the control plane, a node or the database is killed; tells how many"
                            + " servers are ACTIVE in the end.")
    private boolean experiment;

    @Option(names = "--keep", description = "Leaves logs and history behind though there is no finding.")
    private boolean keep;

    @Option(names = "--json", description = "One JSON object a line for each database.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
        var choices = choices(commandLine);
        PrintWriter out = commandLine.getOut();
        PrintWriter err = commandLine.getErr();
        boolean sound = true;
        try {
            OwnBuild build = OwnBuild.current()
                    .orElseThrow(
                            () -> new TortureFailure("this program cannot start itself again: run ./kilonova torture"));
            for (String database : names()) {
                sound &= on(database, choices, build, out, err);
            }
            return sound ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (StatusRuntimeException away) {
            say(err, "the cloud does not answer: " + away.getStatus());
            return CommandLine.ExitCode.SOFTWARE;
        } catch (TortureFailure failed) {
            String.valueOf(failed.getMessage()).lines().forEach(line -> say(err, line));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private List<String> names() {
        return databases.isEmpty() ? Grounds.USUAL.stream().map(Grounds::name).toList() : databases;
    }

    /** @return whether every promise held */
    private boolean on(String database, TortureChoices choices, OwnBuild build, PrintWriter out, PrintWriter err)
            throws IOException {
        Optional<DatabasePlace> place = place(database);
        try {
            say(err, "database: " + place.map(DatabasePlace::words).orElse("SQLite"));
            if (experiment) {
                DatabasePlace server = place.orElseThrow(
                        () -> new TortureFailure("--experiment needs a database that can be killed alone, not SQLite"));
                List<Trial> trials = new Experiment(choices, build, server, words -> say(err, words)).run();
                (json ? List.of(Reports.json(server, trials).toString()) : Reports.words(server, trials))
                        .forEach(out::println);
                out.flush();
                return trials.stream().filter(Trial::mustBeWhole).allMatch(Trial::allActive);
            }
            TortureReport report = place.isPresent()
                    ? new Torture(choices, build, place.get(), words -> say(err, words)).run()
                    : new SqliteTorture(choices, build, words -> say(err, words)).run();
            List<String> lines = json ? List.of(Reports.json(report).toString()) : Reports.words(report);
            lines.forEach(out::println);
            out.flush();
            return report.violations().isEmpty();
        } finally {
            place.ifPresent(DatabasePlace::remove);
        }
    }

    private static Optional<DatabasePlace> place(String database) {
        Optional<Grounds> named = Grounds.named(database);
        return named.isPresent() ? named.get().make() : Optional.of(DatabaseServers.given(database));
    }

    private TortureChoices choices(CommandLine commandLine) {
        if (replicas < 1 || replicas > MOST_REPLICAS) {
            throw new ParameterException(
                    commandLine, "--replicas " + replicas + ": out of range (expected: 1.." + MOST_REPLICAS + ")");
        }
        if (portOffset != null && (portOffset < 0 || portOffset > LARGEST_OFFSET)) {
            throw new ParameterException(
                    commandLine,
                    "--port-offset " + portOffset + ": out of range (expected: 0.." + LARGEST_OFFSET + ")");
        }
        for (String database : databases) {
            if (Grounds.named(database).isEmpty()) {
                try {
                    DatabaseServers.given(database);
                } catch (IllegalArgumentException wrong) {
                    throw new ParameterException(
                            commandLine,
                            "--database: " + wrong.getMessage()
                                    + " (expected: postgresql, mariadb, sqlite, or a URL as `up` takes it)",
                            wrong);
                }
            }
        }
        Duration length = parse(time)
                .filter(each -> !each.isZero() && each.compareTo(LONGEST) <= 0)
                .orElseThrow(() -> new ParameterException(
                        commandLine,
                        "--time " + time + ": no duration (expected: such as 30s, 10m or 1h, at most a day)"));
        return new TortureChoices(length, seed, replicas, Optional.ofNullable(portOffset), keep);
    }

    private static Optional<Duration> parse(String text) {
        Matcher match = DURATION.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(match.group(1));
        return Optional.of(
                switch (match.group(2)) {
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    default -> Duration.ofHours(amount);
                });
    }

    private static void say(PrintWriter err, String words) {
        err.println("kilonova: " + words);
        err.flush();
    }
}
