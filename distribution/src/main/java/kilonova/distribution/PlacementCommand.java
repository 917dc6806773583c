package kilonova.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import kilonova.client.PasswordLogin;
import kilonova.client.Trust;
import kilonova.distribution.placement.CopyFailure;
import kilonova.distribution.placement.CopyReport;
import kilonova.distribution.placement.PlacementCopy;
import kilonova.distribution.placement.PlacementEndpoint;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Moves between this cloud's Placement and another, or a file. */
@Command(
        name = "placement",
        mixinStandardHelpOptions = true,
        description = "Copies resource providers and allocations out of this cloud's Placement and into it.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PlacementCommand.Export.class, PlacementCommand.Import.class})
final class PlacementCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "which of export and import?");
    }

    /** What both directions share: this cloud, and what the other side is. */
    private abstract static class Copy implements Callable<Integer> {
        @Mixin
        private DataDirOption dataDir = new DataDirOption();

        @Parameters(
                paramLabel = "FILE|URL",
                description = "A file, which export replaces when it is there, or http(s)://HOST:8778.")
        private String other = "";

        @Spec
        private @Nullable CommandSpec spec;

        /** Copies between this cloud's and another; the report says what was left undone. */
        abstract CopyReport copy(PlacementEndpoint here, PlacementEndpoint there);

        /** @return the exit code */
        abstract Integer copy(PlacementEndpoint here, Path file) throws IOException;

        @Override
        public Integer call() throws IOException {
            Path root = dataDir.path();
            RunRecord run = RunRecord.needed(root);
            try (var here = new PlacementEndpoint(
                    URI.create(run.endpoint(Service.PLACEMENT)),
                    new ClientFiles(Seat.cloudOf(root)).trust(run).context(),
                    AdminDesk.login(root, run)::token)) {
                if (!otherIsAddress()) {
                    return copy(here, Path.of(other).toAbsolutePath());
                }
                try (var there = there()) {
                    return tell(copy(here, there));
                }
            } catch (CopyFailure failed) {
                throw new CommandFailure(failed.words(), failed);
            }
        }

        private boolean otherIsAddress() {
            return other.startsWith("http://") || other.startsWith("https://");
        }

        /** The other Placement, which the variables of its cloud's openrc file open. */
        private PlacementEndpoint there() {
            PasswordLogin login;
            try {
                login = PasswordLogin.of(Main.environment());
            } catch (IllegalArgumentException missing) {
                throw new CommandFailure(
                        String.valueOf(missing.getMessage()) + ": " + other
                                + " is opened by the OS_ variables of its own cloud",
                        missing);
            }
            try {
                return new PlacementEndpoint(
                        URI.create(other), Trust.of(Main.environment()).context(), login::token);
            } catch (IllegalStateException | UncheckedIOException refused) {
                throw new CommandFailure(other + ": no token: " + refused.getMessage(), refused);
            }
        }

        /** Tells it; 1 when anything was left undone. */
        Integer tell(CopyReport report) {
            report.conflicts().forEach(each -> print("conflict: " + each));
            print(report.summary());
            return report.conflicts().isEmpty() ? 0 : 1;
        }

        void print(String line) {
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println(line);
            out.flush();
        }
    }

    private static final String RULES =
            "What is there already and equal is left alone, so that a copy that was broken off is simply made again."
                    + " What is there and differs is left as it is and told; then the command ends with 1.";
    private static final String OPENED = "Another Placement is opened by the OS_ variables of its cloud's openrc file.";

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = {
                "Copies everything out of this cloud's Placement, over its REST API: into a file, or into another"
                        + " Placement.",
                RULES,
                OPENED
            })
    static final class Export extends Copy {
        @Override
        CopyReport copy(PlacementEndpoint here, PlacementEndpoint there) {
            return PlacementCopy.between(here, there);
        }

        @Override
        Integer copy(PlacementEndpoint here, Path file) throws IOException {
            if (Files.isDirectory(file) || !Files.isDirectory(Objects.requireNonNull(file.getParent()))) {
                throw new CommandFailure(file + ": cannot be written (expected: a file in a folder that is there)");
            }
            print(PlacementCopy.toFile(here, file));
            return 0;
        }
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Copies everything into this cloud's Placement, over its REST API: out of a file, or out of another"
                        + " Placement.",
                RULES,
                OPENED
            })
    static final class Import extends Copy {
        @Override
        CopyReport copy(PlacementEndpoint here, PlacementEndpoint there) {
            return PlacementCopy.between(there, here);
        }

        @Override
        Integer copy(PlacementEndpoint here, Path file) throws IOException {
            if (!Files.isRegularFile(file)) {
                throw new CommandFailure(file + ": no such file");
            }
            return tell(PlacementCopy.fromFile(file, here));
        }
    }
}
