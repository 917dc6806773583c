package kilonova.distribution;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a cloud and stays with it. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a cloud on this machine, on loopback only.",
            "Prints every endpoint and the files that point clients at it, then runs until Ctrl-C or `kilonova down`."
                    + " Guests keep running meanwhile and are found again by the next `up`."
        })
final class UpCommand implements Callable<Integer> {
    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Option(
            names = "--hypervisor",
            paramLabel = "KIND",
            defaultValue = "AUTO",
            description = "auto, libvirt or fake; auto (the default) is libvirt where it can be had.")
    private HypervisorChoice hypervisor = HypervisorChoice.AUTO;

    @Option(
            names = "--fake-hosts",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many hosts the fake hypervisor plays (default: ${DEFAULT-VALUE}).")
    private int fakeHosts = 1;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "postgresql://USER:PASSWORD@HOST/NAME, mariadb://USER:PASSWORD@HOST/NAME or sqlite:FILE"
                    + " (default: SQLite in the data directory).")
    private @Nullable String database;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "Added to every port, so that several clouds fit on one machine (default: ${DEFAULT-VALUE}).")
    private int portOffset;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "A loopback address (default: ${DEFAULT-VALUE}).")
    private String listen = "127.0.0.1";

    @Option(names = "--detach", description = "Returns when the cloud is ready, and leaves it running.")
    private boolean detach;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var given = new CloudSettings.Given(
                Optional.of(dataDir.path()), hypervisor, fakeHosts, Optional.ofNullable(database), listen, portOffset);
        CloudSettings settings = CloudSettings.of(given, Main.environment());
        if (detach) {
            RunRecord run = new Detached(settings.dataDir()).start(settings, Optional.ofNullable(database), portOffset);
            announce(settings.dataDir(), run);
            return 0;
        }
        try (var cloud = Cloud.start(settings)) {
            announce(settings.dataDir(), cloud.run());
            cloud.awaitEnd();
        }
        return 0;
    }

    private void announce(Path dataDir, RunRecord run) {
        var out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        Announcement.lines(dataDir, run).forEach(out::println);
        out.flush();
    }
}
