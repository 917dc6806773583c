package kilonova.lab.simulation;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.LogManager;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Simulates whole clouds under seeds, and tells which promises broke. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Runs whole clouds, each in one thread and under one seed, and holds them to the promises of the"
                    + " architecture. As many run at a time as there are processors.",
            "A simulated cloud is the production code of control planes and of compute nodes, with clients and"
                    + " watchers, over a database in memory. The seed decides everything: when a control plane dies or"
                    + " stands still, which commits fail, are slow or are not heard of, which messages come late, twice"
                    + " or never, when networks part, machines go down, clocks jump or drift, images vanish and"
                    + " hypervisors fail. What clients and watchers saw is held against what may have happened."
        },
        footer = {
            "",
            "The same seed tells the same story on the same build. Ends with 1 when a promise broke, else with 0.",
            "",
            "  kilonova simulate                 a minute's worth of seeds",
            "  kilonova simulate --time 1h       as many seeds as an hour holds",
            "  kilonova simulate --replay 4711   one seed, and its story"
        })
public final class SimulateCommand implements Callable<Integer> {
    private static final int MOST_SEEDS = 10_000_000;
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final long USUAL_SEEDS = 50;
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smh])");
    /** Stories that are told in full; of further failing seeds, the command that replays them. */
    private static final int MOST_STORIES = 3;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "How many seeds (default: 50, or as many as --time holds).")
    private @Nullable Long seeds;

    @Option(names = "--time", paramLabel = "TIME", description = "How long, such as 30s, 10m or 1h; a begun seed ends.")
    private @Nullable String time;

    @Option(
            names = "--first",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "The first seed; the next ones follow (default: ${DEFAULT-VALUE}).")
    private long first = 1;

    @Option(names = "--replay", paramLabel = "SEED", description = "Runs this one seed and tells its story.")
    private @Nullable Long replay;

    @Option(names = "--json", description = "One JSON object: seeds, simulated hours, operations, faults, findings.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = commandLine.getOut();
        Optional<Duration> most = check(commandLine);
        // What dying processes log is no news: the story tells it.
        LogManager.getLogManager().reset();
        var tally = new Tally();
        if (replay != null) {
            SimulationReport report = Simulation.run(replay, Weather.STORM, Set.of());
            tally.add(report);
            if (!json) {
                report.story().forEach(out::println);
            }
        } else {
            long count = seeds != null ? seeds : most.isPresent() ? MOST_SEEDS : USUAL_SEEDS;
            long began = System.nanoTime();
            Seeds.onAllProcessors()
                    .run(
                            first,
                            count,
                            seed -> Simulation.run(seed, Weather.STORM, Set.of()),
                            () -> most.isEmpty()
                                    || System.nanoTime() - began < most.get().toNanos(),
                            report -> {
                                tally.add(report);
                                if (!report.findings().isEmpty() && !json) {
                                    tell(out, report, tally.failing() <= MOST_STORIES);
                                }
                                return true;
                            });
        }
        out.println(json ? tally.json() : tally.words());
        out.flush();
        return tally.failing() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static void tell(PrintWriter out, SimulationReport report, boolean whole) {
        out.println("seed " + report.seed() + " broke a promise; " + Tally.replay(report.seed()) + " tells it again");
        if (whole) {
            report.story().forEach(line -> out.println("  " + line));
        } else {
            report.findings().forEach(finding -> out.println("  " + finding));
        }
        out.flush();
    }

    private Optional<Duration> check(CommandLine commandLine) {
        if (replay != null && (seeds != null || time != null)) {
            throw new ParameterException(commandLine, "--replay: runs one seed (expected: neither --seeds nor --time)");
        }
        if (seeds != null && (seeds < 1 || seeds > MOST_SEEDS)) {
            throw new ParameterException(
                    commandLine, "--seeds " + seeds + ": out of range (expected: 1.." + MOST_SEEDS + ")");
        }
        if (time == null) {
            return Optional.empty();
        }
        Optional<Duration> parsed = parse(time).filter(each -> each.compareTo(LONGEST) <= 0 && !each.isZero());
        if (parsed.isEmpty()) {
            throw new ParameterException(
                    commandLine, "--time " + time + ": no duration (expected: such as 30s, 10m or 1h, at most a week)");
        }
        return parsed;
    }

    private static Optional<Duration> parse(String text) {
        Matcher match = DURATION.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(match.group(1));
        return Optional.of(
                switch (match.group(2).charAt(0)) {
                    case 's' -> Duration.ofSeconds(amount);
                    case 'm' -> Duration.ofMinutes(amount);
                    default -> Duration.ofHours(amount);
                });
    }
}
