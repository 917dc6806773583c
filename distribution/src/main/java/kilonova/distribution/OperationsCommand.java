package kilonova.distribution;

import com.google.longrunning.Operation;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Long work of the cloud: what waits, for what, since when, and what can be done about it. */
@Command(
        name = "operations",
        mixinStandardHelpOptions = true,
        description =
                "Tells of long work: what waits, for what, since when, when it is tried next. Calls it off, or makes"
                        + " the next attempt now.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            OperationsCommand.ListCommand.class,
            OperationsCommand.Show.class,
            OperationsCommand.Retry.class,
            OperationsCommand.Cancel.class
        })
final class OperationsCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "which of list, show, retry and cancel?");
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the operations of all projects that are open, newest first.")
    static final class ListCommand implements Callable<Integer> {
        private static final int MOST = 10_000;

        @Mixin
        private DataDirOption dataDir = new DataDirOption();

        @Option(names = "--all", description = "Those that have ended, too.")
        private boolean all;

        @Option(names = "--server", paramLabel = "ID", defaultValue = "", description = "Only of this server.")
        private String server = "";

        @Option(
                names = {"-n", "--most"},
                paramLabel = "N",
                defaultValue = "100",
                description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int most;

        @Option(names = "--json", description = "One JSON array.")
        private boolean json;

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            if (most < 1 || most > MOST) {
                throw new CommandFailure("--most " + most + ": out of range (expected: 1.." + MOST + ")");
            }
            try (AdminDesk desk = AdminDesk.at(dataDir.path())) {
                List<Operation> found = desk.operations(!all, server, most);
                out(spec)
                        .println(
                                json
                                        ? Messages.json(found)
                                        : OperationWords.table(
                                                found, Main.clock().instant()));
                return 0;
            }
        }
    }

    /** What the commands about one operation share. */
    private abstract static class OfOne implements Callable<Integer> {
        @Mixin
        private DataDirOption dataDir = new DataDirOption();

        @Parameters(paramLabel = "ID", description = "The operation.")
        private String id = "";

        @Option(names = "--json", description = "One JSON object.")
        private boolean json;

        @Spec
        private @Nullable CommandSpec spec;

        abstract Operation done(AdminDesk desk, String operation);

        @Override
        public Integer call() throws Exception {
            try (AdminDesk desk = AdminDesk.at(dataDir.path())) {
                Operation operation = done(desk, id);
                out(spec)
                        .println(
                                json
                                        ? Messages.json(operation)
                                        : OperationWords.of(
                                                operation, Main.clock().instant()));
                return 0;
            }
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one operation, step by step.")
    static final class Show extends OfOne {
        @Override
        Operation done(AdminDesk desk, String operation) {
            return desk.operation(operation);
        }
    }

    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            description = "Makes the next attempt now, of a step that failed and waits for its time.")
    static final class Retry extends OfOne {
        @Override
        Operation done(AdminDesk desk, String operation) {
            return desk.retry(operation);
        }
    }

    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = "Calls a build off: what it did is undone, and its server rests in ERROR. Says why where that"
                    + " cannot be.")
    static final class Cancel extends OfOne {
        @Override
        Operation done(AdminDesk desk, String operation) {
            return desk.cancel(operation);
        }
    }

    private static PrintWriter out(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
