package kilonova.distribution;

import java.time.Clock;
import java.util.Map;
import kilonova.lab.bench.BenchCommand;
import kilonova.lab.simulation.SimulateCommand;
import kilonova.lab.torture.TortureCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
        name = "kilonova",
        description = "A cloud of virtual machines: OpenStack Compute over gRPC and REST.",
        mixinStandardHelpOptions = true,
        versionProvider = Product.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            ReplicaCommand.class,
            NodeCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            LogsCommand.class,
            OperationsCommand.class,
            AuditCommand.class,
            PlacementCommand.class,
            BenchCommand.class,
            SimulateCommand.class,
            TortureCommand.class,
            TrainCommand.class
        },
        footer = {"", "`kilonova test` runs every test; `kilonova COMMAND --help` tells about one command."})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(HypervisorChoice.class, HypervisorChoice::of)
                .setExecutionStrategy(Main::run)
                .setExecutionExceptionHandler(Main::explain);
    }

    static Map<String, String> environment() {
        return System.getenv();
    }

    static Clock clock() {
        return Clock.systemUTC();
    }

    private static int run(CommandLine.ParseResult parsed) {
        if (parsed.hasSubcommand()
                && (parsed.subcommand().commandSpec().userObject() instanceof SimulateCommand
                        || parsed.subcommand().commandSpec().userObject() instanceof TortureCommand)) {
            LogFile.none();
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** What the user did wrong, or must know, is said in words; anything else is a bug and shows its trace. */
    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (!(failure instanceof CommandFailure known)) {
            throw failure;
        }
        known.words().lines().forEach(line -> command.getErr().println("kilonova: " + line));
        return CommandLine.ExitCode.SOFTWARE;
    }
}
