package kilonova.distribution;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
        name = "kilonova",
        description = "A cloud of virtual machines: OpenStack Compute over gRPC and REST.",
        mixinStandardHelpOptions = true,
        version = "Kilonova 0.1.0-SNAPSHOT",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "`kilonova COMMAND --help` tells about one command; `kilonova test` runs every test."})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
