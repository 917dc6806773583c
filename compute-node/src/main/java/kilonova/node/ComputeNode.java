package kilonova.node;

import io.grpc.Channel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import kilonova.kernel.Env;
import kilonova.kernel.NodePass;
import kilonova.node.hypervisor.FakeHypervisor;
import kilonova.node.hypervisor.FakeSize;
import kilonova.node.hypervisor.FakeTemper;
import kilonova.node.hypervisor.HostAction;
import kilonova.node.hypervisor.Hypervisor;
import kilonova.node.journal.FileRecords;
import kilonova.node.journal.Journal;
import kilonova.node.journal.Records;
import kilonova.node.session.NodeDriver;
import kilonova.node.session.NodeIdentity;
import kilonova.node.session.NodeLoop;
import kilonova.node.session.SessionSettings;

/** A running node. Closing it leaves its guests as they are; started again on the same directory, it finds them. */
public final class ComputeNode implements AutoCloseable {
    private static final Duration LAST_WORK = Duration.ofSeconds(5);

    private final NodeLoop loop;
    private final NodeDriver driver;
    private final ExecutorService workers;
    private final List<Hypervisor> hypervisors;
    private final List<Records> records;

    private ComputeNode(NodeLoop loop, ExecutorService workers, List<Hypervisor> hypervisors, List<Records> records) {
        this.loop = loop;
        this.workers = workers;
        this.hypervisors = hypervisors;
        this.records = records;
        this.driver = NodeDriver.start(loop);
    }

    /**
     * Starts a node for these hypervisors; takes them over, and closes them with itself.
     *
     * @param dataDir the node's own directory; made when it is not there
     * @param channel leads to the control plane; stays the caller's
     */
    public static ComputeNode start(
            Path dataDir, SessionSettings settings, Env env, Channel channel, List<? extends Hypervisor> hypervisors) {
        return start(dataDir, settings, env, channel, hypervisors, new ArrayList<>());
    }

    /** Starts a node with so many fake hosts, {@code fake-1} and on; their guests are kept in its data directory. */
    public static ComputeNode startFake(
            Path dataDir, SessionSettings settings, Env env, Channel channel, int hosts, FakeTemper temper) {
        List<String> names =
                IntStream.rangeClosed(1, hosts).mapToObj(i -> "fake-" + i).toList();
        return startFake(dataDir, settings, env, channel, names, temper);
    }

    /** Starts a node with fake hosts of these names; their guests are kept in its data directory. */
    public static ComputeNode startFake(
            Path dataDir, SessionSettings settings, Env env, Channel channel, List<String> names, FakeTemper temper) {
        var guests = FileRecords.open(dataDir.resolve("fake-guests"));
        var records = new ArrayList<Records>();
        records.add(guests);
        return start(
                dataDir,
                settings,
                env,
                channel,
                FakeHypervisor.hosts(names, FakeSize.STANDARD, temper, guests),
                records);
    }

    private static ComputeNode start(
            Path dataDir,
            SessionSettings settings,
            Env env,
            Channel channel,
            List<? extends Hypervisor> hypervisors,
            List<Records> records) {
        var identity = FileRecords.open(dataDir.resolve("identity"));
        var journal = FileRecords.open(dataDir.resolve("journal"));
        records.add(identity);
        records.add(journal);
        var workers = Executors.newVirtualThreadPerTaskExecutor();
        var loop = new NodeLoop(
                settings,
                env,
                new NodeIdentity(identity, env.ids()),
                new Journal(journal),
                channel,
                workers,
                hypervisors);
        return new ComputeNode(loop, workers, List.copyOf(hypervisors), records);
    }

    /**
     * Makes the directory that of an enrolled node, before it is started. Throws {@link IllegalArgumentException} when it is
     * another node's.
     *
     * @param dataDir the node's own directory; made when it is not there
     */
    public static void enroll(Path dataDir, NodePass pass, Env env) {
        var records = FileRecords.open(dataDir.resolve("identity"));
        try {
            new NodeIdentity(records, env.ids()).enroll(pass);
        } finally {
            records.close();
        }
    }

    /** How many guests the fake hosts of that directory have; no process holds it. */
    public static int fakeGuests(Path dataDir) {
        var records = FileRecords.open(dataDir.resolve("fake-guests"));
        try {
            return records.all().size();
        } finally {
            records.close();
        }
    }

    /** Stops and removes every guest of ours on that hypervisor, for good; for a cloud that is to leave nothing behind. */
    public static void removeGuests(Hypervisor hypervisor) {
        for (var guest : hypervisor.guests()) {
            if (guest.live()) {
                hypervisor.carryOut(new HostAction.Destroy(guest.serverId()), progress -> {});
            }
            hypervisor.carryOut(new HostAction.Remove(guest.serverId()), progress -> {});
        }
    }

    /** Whether the control plane has welcomed the node on the stream that is open. */
    public boolean connected() {
        return loop.connected();
    }

    /** Why it is not connected, as far as the last attempt told. */
    public Optional<String> obstacle() {
        return loop.obstacle();
    }

    @Override
    public void close() {
        driver.close();
        finishWork();
        hypervisors.forEach(Hypervisor::close);
        records.forEach(Records::close);
    }

    /** What is being done to a guest gets a moment to end; what takes longer is done again by the next process. */
    private void finishWork() {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(LAST_WORK.toMillis(), TimeUnit.MILLISECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
