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
    private static final String VERSION = "kilonova 0.1.0";
    private static final Duration WELCOME = Duration.ofSeconds(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    /**
     * Starts the node; returns when the control plane has welcomed it. Throws {@link CommandFailure} when libvirt was asked
     * for and cannot be had.
     */
    static LocalNode start(CloudSettings settings, DataDirectory data, Channel channel, Env env) {
        LocalNode started =
                switch (settings.hypervisor()) {
                    case FAKE -> fake(settings, data, channel, env, "asked for");
                    case LIBVIRT -> {
                        LibvirtHost.obstacle().ifPresent(why -> {
                            throw new CommandFailure("--hypervisor libvirt: " + why);
                        });
                        yield libvirt(data, channel, env);
                    }
                    case AUTO -> {
                        Optional<String> obstacle = LibvirtHost.obstacle();
                        yield obstacle.isPresent()
                                ? fake(settings, data, channel, env, obstacle.get())
                                : libvirt(data, channel, env);
                    }
                };
        started.awaitWelcome();
        return started;
    }

    /** The libvirt daemons of a data directory, whether or not they run. */
    static LibvirtHost daemons(Path dataDir) {
        return new LibvirtHost(dataDir.resolve("libvirt"));
    }

    @Override
    public void close() {
        node.close();
    }

    private static LocalNode fake(CloudSettings settings, DataDirectory data, Channel channel, Env env, String why) {
        var node = ComputeNode.startFake(
                data.node(),
                SessionSettings.standard(VERSION),
                env,
                channel,
                settings.fakeHosts(),
                FakeTemper.calm(env.random()));
        return new LocalNode(node, "FAKE: guests are pretended, nothing really runs (" + why + ")", true);
    }

    private static LocalNode libvirt(DataDirectory data, Channel channel, Env env) {
        LibvirtHost daemons;
        try {
            daemons = daemons(data.root());
        } catch (IllegalArgumentException tooLong) {
            throw new CommandFailure(
                    "--data-dir: its path is too long for libvirt's sockets: " + tooLong.getMessage(), tooLong);
        }
        daemons.ensureRunning();
        var finding = new KvmProbe().probe();
        LOG.info("KVM: {}", finding.why());
        var host = new LibvirtSettings(
                hostName(), daemons.uri(), finding.virt(), data.root().resolve("guests"), "127.0.0.1");
        var hypervisor = LibvirtHypervisor.open(host, new StreamedImages(channel));
        var node = ComputeNode.start(data.node(), SessionSettings.standard(VERSION), env, channel, List.of(hypervisor));
        return new LocalNode(
                node,
                (finding.usable() ? "libvirt, KVM (" : "libvirt, QEMU's emulation (") + finding.why() + ")",
                false);
    }

    /** Hosts that are not there yet would make the first server fail. */
    private void awaitWelcome() {
        long end = System.nanoTime() + WELCOME.toNanos();
        while (!node.connected()) {
            if (System.nanoTime() > end) {
                throw new CommandFailure("the compute node found no welcome within " + WELCOME.toSeconds() + " s");
            }
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new CommandFailure("interrupted", stopped);
            }
        }
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
