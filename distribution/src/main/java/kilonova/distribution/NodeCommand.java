package kilonova.distribution;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a compute node without a cloud, and tells a cloud which nodes may join it. */
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        subcommands = {NodeEnrollCommand.class, NodeListCommand.class, NodeRevokeCommand.class},
        description = {
            "Makes this machine a compute node of a cloud that runs on another, then runs until Ctrl-C or `kilonova down"
                    + " --data-dir DIR`. Its guests keep running meanwhile and are found again by the next start.",
            "`kilonova node enroll NAME --out FILE`, where the cloud runs, makes the bundle that it needs. A control plane"
                    + " that is away is looked for again for ever. What is left out is as it was at the last start."
        })
final class NodeCommand implements Callable<Integer> {
    /** How long it is waited for the control plane before telling that it is not there yet. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

    @Option(
            names = "--bundle",
            paramLabel = "FILE",
            description = "What `kilonova node enroll` wrote. A copy is kept in the data directory for the next start.")
    private @Nullable Path bundle;

    @Option(
            names = "--control",
            paramLabel = "TARGET",
            split = ",",
            description =
                    "Where the control plane takes nodes in, instead of where the bundle says: HOST:PORT, or a target as"
                            + " gRPC writes it (dns:///NAME:PORT). Once for each replica, or several with commas between; the"
                            + " node goes from one to the next when the one that it is at goes away.")
    private List<String> control = List.of();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where everything of the node lies (default: $XDG_DATA_HOME/kilonova-node, or"
                    + " ~/.local/share/kilonova-node).")
    private @Nullable Path dataDir;

    @Option(
            names = "--hypervisor",
            paramLabel = "KIND",
            description = "auto, libvirt or fake; auto (the default) is libvirt where it can be had.")
    private @Nullable HypervisorChoice hypervisor;

    @Option(
            names = "--fake-hosts",
            paramLabel = "N",
            description = "How many of the bundle's hosts the fake hypervisor plays (default: all of them).")
    private @Nullable Integer fakeHosts;

    @Option(names = "--detach", description = "Returns when the node runs, and leaves it running.")
    private boolean detach;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path root = (dataDir == null ? DataDirectory.usualOfNode(Main.environment()) : dataDir)
                .toAbsolutePath()
                .normalize();
        refuseClouds(root);
        Path file = file(root);
        NodeBundle told = NodeBundle.read(file);
        NodeBundle said = control.isEmpty() ? told : told.towards(control);
        NodeBundle.Opened opened = said.open(file, Main.clock().instant());
        var given = new NodeChoices(Optional.ofNullable(hypervisor), Optional.ofNullable(fakeHosts));
        NodeChoices choices = NodeChoices.kept(root).map(given::after).orElse(given);
        if (detach) {
            print(new Detached(root).start(choices, file, control).said());
            return 0;
        }
        try (var process = NodeProcess.start(root, choices, opened)) {
            choices.settled(process.fake()).keep(root, said);
            print(String.join("\n", process.announcement(FIRST_LOOK)));
            process.record();
            process.awaitEnd();
        }
        return 0;
    }

    private Path file(Path root) {
        if (bundle != null) {
            return bundle.toAbsolutePath().normalize();
        }
        if (NodeChoices.isNode(root)) {
            return NodeChoices.bundle(root);
        }
        throw new CommandFailure(
                "--bundle FILE is needed the first time: `kilonova node enroll NAME --out FILE` makes it, where the"
                        + " cloud runs");
    }

    private static void refuseClouds(Path root) {
        if (Files.exists(root.resolve(DataDirectory.MARKER))
                && !NodeChoices.isNode(root)
                && StartChoices.kept(root).isPresent()) {
            throw new CommandFailure(root + " holds a cloud, which has a node already; choose another --data-dir");
        }
    }

    private void print(String text) {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(text.stripTrailing());
        out.flush();
    }
}
