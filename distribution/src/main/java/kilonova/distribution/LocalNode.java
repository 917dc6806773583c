package kilonova.distribution;

import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kilonova.kernel.Env;
import kilonova.node.ComputeNode;
import kilonova.node.hypervisor.FakeTemper;
import kilonova.node.libvirt.KvmProbe;
import kilonova.node.libvirt.LibvirtHost;
import kilonova.node.libvirt.LibvirtHypervisor;
import kilonova.node.libvirt.LibvirtSettings;
import kilonova.node.libvirt.StreamedImages;
import kilonova.node.session.SessionSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The compute node of this process, and what runs its guests.
 *
 * @param words what runs them, for people
 */
record LocalNode(ComputeNode node, String words, boolean fake) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalNode.class);
    private static final Duration WELCOME = Duration.ofSeconds(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    /** Starts the node. Throws {@link CommandFailure} when libvirt was asked for and cannot be had. */
    static LocalNode start(NodePlan plan, Channel channel, Env env) {
        return switch (plan.hypervisor()) {
            case NONE -> throw new CommandFailure("--hypervisor none: a node has nothing to do without one");
            case FAKE -> fake(plan, channel, env, "asked for");
            case LIBVIRT -> {
                LibvirtHost.obstacle().ifPresent(why -> {
                    throw new CommandFailure("--hypervisor libvirt: " + why);
                });
                yield libvirt(plan, channel, env);
            }
            case AUTO -> {
                Optional<String> obstacle = LibvirtHost.obstacle();
                yield obstacle.isPresent() ? fake(plan, channel, env, obstacle.get()) : libvirt(plan, channel, env);
            }
        };
    }

    /** The libvirt daemons of a data directory, whether or not they run. */
    static LibvirtHost daemons(Path dataDir) {
        return new LibvirtHost(dataDir.resolve("libvirt"));
    }

    @Override
    public void close() {
        node.close();
    }

    private static LocalNode fake(NodePlan plan, Channel channel, Env env, String why) {
        var node = ComputeNode.startFake(
                DataDirectory.node(plan.root()),
                SessionSettings.standard("kilonova " + Product.version()),
                env,
                channel,
                plan.fakeHosts(),
                FakeTemper.calm(env.random()));
        return new LocalNode(node, "FAKE: guests are pretended, nothing really runs (" + why + ")", true);
    }

    private static LocalNode libvirt(NodePlan plan, Channel channel, Env env) {
        String host = plan.onlyHost();
        LibvirtHost daemons;
        try {
            daemons = daemons(plan.root());
        } catch (IllegalArgumentException tooLong) {
            throw new CommandFailure(
                    "--data-dir: its path is too long for libvirt's sockets: " + tooLong.getMessage(), tooLong);
        }
        daemons.ensureRunning();
        var finding = new KvmProbe().probe();
        LOG.info("KVM: {}", finding.why());
        var settings = new LibvirtSettings(
                host, daemons.uri(), finding.virt(), plan.root().resolve("guests"), plan.address());
        var hypervisor = LibvirtHypervisor.open(settings, new StreamedImages(channel));
        var node = ComputeNode.start(
                DataDirectory.node(plan.root()),
                SessionSettings.standard("kilonova " + Product.version()),
                env,
                channel,
                List.of(hypervisor));
        return new LocalNode(
                node,
                (finding.usable() ? "libvirt, KVM (" : "libvirt, QEMU's emulation (") + finding.why() + ")",
                false);
    }

    /** Hosts that are not there yet would make the first server fail. */
    void awaitWelcome() {
        if (!welcomedWithin(WELCOME)) {
            throw new CommandFailure("the compute node found no welcome within " + WELCOME.toSeconds() + " s");
        }
    }

    /** Whether the control plane welcomed it by then. */
    boolean welcomedWithin(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (!node.connected()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new CommandFailure("interrupted", stopped);
            }
        }
        return true;
    }

    /** As the kernel knows it: asking a name service may take seconds where none answers. */
    static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException unreadable) {
            return "localhost";
        }
    }
}
