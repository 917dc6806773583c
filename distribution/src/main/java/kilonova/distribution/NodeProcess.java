package kilonova.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import kilonova.kernel.Env;
import kilonova.node.ComputeNode;
import kilonova.node.session.ControlLink;

/** The compute node of this process, without a cloud: its data directory taken, its way to the control plane open. */
final class NodeProcess implements AutoCloseable {
    private final DataDirectory data;
    private final NodeBundle.Opened bundle;
    private final ControlLink link;
    private final LocalNode node;
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private NodeProcess(DataDirectory data, NodeBundle.Opened bundle, ControlLink link, LocalNode node) {
        this.data = data;
        this.bundle = bundle;
        this.link = link;
        this.node = node;
    }

    /** Starts it; whether the control plane is there is another question. Throws {@link CommandFailure}. */
    static NodeProcess start(Path root, NodeChoices choices, NodeBundle.Opened bundle) throws IOException {
        NodePlan plan = plan(root, choices, bundle);
        DataDirectory data = DataDirectory.take(root);
        Optional<ControlLink> opened = Optional.empty();
        try {
            Path log = DataDirectory.log(root);
            Files.createDirectories(log.getParent());
            LogFile.use(log);
            Env env = Env.real();
            ComputeNode.enroll(DataDirectory.node(root), bundle.pass(), env);
            ControlLink link = ControlLink.open(bundle.control(), bundle.own(), bundle.authority(), env.random());
            opened = Optional.of(link);
            var process = new NodeProcess(data, bundle, link, LocalNode.start(plan, link, env));
            Runtime.getRuntime().addShutdownHook(new Thread(process::stopAndWait, "stop"));
            return process;
        } catch (IllegalArgumentException another) {
            data.close();
            throw new CommandFailure(
                    root + " is of another node: " + another.getMessage()
                            + ". Choose another --data-dir, or the bundle that was made for this one.",
                    another);
        } catch (IOException | RuntimeException failed) {
            opened.ifPresent(ControlLink::close);
            data.close();
            throw failed;
        }
    }

    private static NodePlan plan(Path root, NodeChoices choices, NodeBundle.Opened bundle) {
        List<String> hosts = List.copyOf(bundle.pass().hosts().values());
        int fakeHosts = choices.fakeHosts().orElse(hosts.size());
        if (fakeHosts < 1 || fakeHosts > hosts.size()) {
            throw new CommandFailure("--fake-hosts " + fakeHosts + ": out of range (expected: 1.." + hosts.size()
                    + ", as many as the bundle names)");
        }
        return new NodePlan(
                root,
                choices.hypervisor().orElse(HypervisorChoice.AUTO),
                hosts,
                hosts.subList(0, fakeHosts),
                addressTowards(bundle.control().getFirst()));
    }

    /** The address of this machine on the way to the control plane; nothing is sent to find it. */
    private static String addressTowards(String endpoint) {
        URI target = URI.create("tcp://" + endpoint);
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(target.getHost(), target.getPort()));
            return socket.getLocalAddress().getHostAddress();
        } catch (SocketException | IllegalArgumentException | UncheckedIOException noWay) {
            return "127.0.0.1";
        }
    }

    boolean fake() {
        return node.fake();
    }

    /** What it tells its user, once it was welcomed or so much time went by. */
    List<String> announcement(Duration patience) {
        var lines = new ArrayList<String>();
        boolean welcomed = node.welcomedWithin(patience);
        lines.add("node " + bundle.pass().name() + " is running");
        lines.add("");
        lines.add("  control     " + String.join(", ", bundle.control())
                + (welcomed
                        ? ", connected"
                        : ", NOT CONNECTED YET: " + node.node().obstacle().orElse("no answer so far")));
        if (!welcomed) {
            lines.add("              The node tries again for ever, at most 5 s apart.");
        }
        lines.add("  hosts       " + String.join(", ", bundle.pass().hosts().values()));
        lines.add("  hypervisor  " + node.words());
        lines.add("  certificate good until " + bundle.expires());
        lines.add("  data        " + data.root());
        return List.copyOf(lines);
    }

    /** Other commands find it from here on. */
    RunRecord record() throws IOException {
        var run = new RunRecord(
                ProcessHandle.current().pid(),
                RunRecord.startMillis(ProcessHandle.current()),
                StartTime.sinceCommand().toMillis(),
                node.words(),
                node.fake(),
                "none: this is a node of the cloud at " + String.join(", ", bundle.control()),
                control());
        run.write(data.root());
        return run;
    }

    private Map<String, String> control() {
        var endpoints = new LinkedHashMap<String, String>();
        bundle.control()
                .forEach(target ->
                        endpoints.put(endpoints.isEmpty() ? "control" : "control " + (endpoints.size() + 1), target));
        return endpoints;
    }

    boolean connected() {
        return node.node().connected();
    }

    Optional<String> obstacle() {
        return node.node().obstacle();
    }

    /** Returns when someone asked the process to end. */
    void awaitEnd() throws InterruptedException {
        end.await();
    }

    /** Guests run on. */
    @Override
    public void close() throws IOException {
        try {
            node.close();
            link.close();
        } finally {
            RunRecord.remove(data.root());
            data.close();
            ended.countDown();
        }
    }

    private void stopAndWait() {
        end.countDown();
        try {
            ended.await();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
