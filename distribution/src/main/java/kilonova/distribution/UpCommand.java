package kilonova.distribution;

import java.nio.file.Path;
import java.util.Objects;
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
            "Starts a cloud on this machine, on loopback only unless a certificate is given.",
            "Prints every endpoint and the files that point clients at it, then runs until Ctrl-C or `kilonova down`."
                    + " Guests keep running meanwhile and are found again by the next `up`.",
            "What is left out is as it was at the last start of the same cloud."
        })
final class UpCommand implements Callable<Integer> {
    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Option(
            names = "--hypervisor",
            paramLabel = "KIND",
            description =
                    "auto, libvirt, fake or none; auto (the default) is libvirt where it can be had, none leaves it to"
                            + " `kilonova node`.")
    private @Nullable HypervisorChoice hypervisor;

    @Option(
            names = "--fake-hosts",
            paramLabel = "N",
            description = "How many hosts the fake hypervisor plays (default: 1).")
    private @Nullable Integer fakeHosts;

    @Option(
            names = "--database",
            paramLabel = "URL",
            defaultValue = "${env:" + Detached.DATABASE + "}",
            description = "postgresql://USER:PASSWORD@HOST/NAME, mariadb://USER:PASSWORD@HOST/NAME or sqlite:FILE"
                    + " (default: SQLite in the data directory). The variable " + Detached.DATABASE
                    + " says the same where others could read a command line.")
    private @Nullable String database;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            description = "Added to every port, so that several clouds fit on one machine (default: 0).")
    private @Nullable Integer portOffset;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            description =
                    "Where the cloud listens: an address of this machine, or a name for one (default: 127.0.0.1). Others than"
                            + " loopback ones need --certificate and --key.")
    private @Nullable String listen;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "A certificate for that address or name, and those that lead to its authority (PEM). With it"
                    + " every endpoint, gRPC too, is served under TLS only, there and on 127.0.0.1.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Its key (PEM, no passphrase).")
    private @Nullable Path key;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            description =
                    "How many processes of this machine serve the cloud, each on ports of its own, 100 apart (default: 1)."
                            + " More than one share a database that they can: PostgreSQL or MariaDB.")
    private @Nullable Integer replicas;

    @Option(names = "--leave-others", hidden = true, description = "The other replicas outlive this process.")
    private boolean leaveOthers;

    @Option(names = "--detach", description = "Returns when the cloud is ready, and leaves it running.")
    private boolean detach;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path root = dataDir.path();
        if (NodeChoices.isNode(root)) {
            throw new CommandFailure(root + " holds a node (`kilonova node` starts it); choose another --data-dir");
        }
        if (!Seat.cloudOf(root).equals(root)) {
            throw new CommandFailure(root + " holds a replica of the cloud in " + Seat.cloudOf(root)
                    + " (`kilonova replica` starts it); choose another --data-dir");
        }
        StartChoices choices = choices(root);
        CloudSettings settings = CloudSettings.of(root, choices);
        if (detach) {
            announce(root, new Detached(root).start(choices));
            return 0;
        }
        try (var cloud = Cloud.start(settings);
                var others = new OtherReplicas(root, leaveOthers)) {
            choices.settled(cloud.run().fake()).keep(root);
            others.ensure(choices.replicas().orElse(1));
            announce(root, cloud.run());
            cloud.awaitEnd();
        }
        return 0;
    }

    private StartChoices choices(Path root) {
        var given = new StartChoices(
                Optional.ofNullable(hypervisor),
                Optional.ofNullable(fakeHosts),
                Optional.ofNullable(database),
                Optional.ofNullable(listen),
                Optional.ofNullable(certificate).map(UpCommand::absolute),
                Optional.ofNullable(key).map(UpCommand::absolute),
                Optional.ofNullable(portOffset),
                Optional.ofNullable(replicas));
        return StartChoices.kept(root).map(given::after).orElse(given);
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().normalize().toString();
    }

    private void announce(Path dataDir, RunRecord run) {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        Announcement.lines(dataDir, run).forEach(out::println);
        out.flush();
    }
}
