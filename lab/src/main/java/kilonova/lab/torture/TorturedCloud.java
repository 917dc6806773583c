package kilonova.lab.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import kilonova.control.store.DatabaseSettings;
import kilonova.lab.process.Cable;
import kilonova.lab.process.DatabasePlace;
import kilonova.lab.process.Folders;
import kilonova.lab.process.OwnBuild;
import kilonova.lab.process.Supervised;

/** The processes of one cloud under torture, and their cables. Closing it stops all of them; its folder goes by itself. */
final class TorturedCloud implements AutoCloseable {
    private static final Duration READY = Duration.ofMinutes(3);
    private static final int NODE_HEAP_MEGABYTES = 160;
    private static final int COMMAND_HEAP_MEGABYTES = 128;
    private static final int NODES = 4;

    private final Path folder;
    private final OwnBuild build;
    private final Optional<DatabasePlace> place;
    private final List<ReplicaProcess> replicas = new ArrayList<>();
    private final List<NodeMachine> nodes = new ArrayList<>();
    /** The hosts of the node inside the control plane's process. */
    private List<String> inside = List.of();

    private TorturedCloud(Path folder, OwnBuild build, Optional<DatabasePlace> place) {
        this.folder = folder;
        this.build = build;
        this.place = place;
    }

    /**
     * Starts everything; returns when all hosts are up.
     *
     * @param offsets of the ports, one for each replica
     */
    static TorturedCloud start(OwnBuild build, DatabasePlace place, List<Integer> offsets, Consumer<String> progress)
            throws IOException {
        Path folder = Files.createTempDirectory("kilonova-torture");
        var cloud = new TorturedCloud(folder, build, Optional.of(place));
        try {
            progress.accept("starting " + offsets.size() + (offsets.size() == 1 ? " replica" : " replicas"));
            cloud.startReplicas(offsets);
            progress.accept("starting " + NODES + " nodes of " + NodeMachine.HOSTS + " hosts each");
            cloud.startNodes();
            return cloud;
        } catch (IOException | RuntimeException failed) {
            cloud.close();
            throw failed;
        }
    }

    /**
     * Starts one process that is the whole cloud, on SQLite, with so many fake hosts; returns when it is ready.
     */
    static TorturedCloud startAlone(OwnBuild build, int offset, int hosts) throws IOException {
        var cloud = new TorturedCloud(Files.createTempDirectory("kilonova-torture"), build, Optional.empty());
        try {
            cloud.inside = IntStream.rangeClosed(1, hosts)
                    .mapToObj(number -> "fake-" + number)
                    .toList();
            List<String> up = List.of("up", "--hypervisor", "fake", "--fake-hosts", String.valueOf(hosts));
            var words = new ArrayList<>(up);
            words.addAll(List.of("--port-offset", String.valueOf(offset)));
            cloud.replicas.add(cloud.startReplica(1, cloud.dataDir(), words));
            cloud.awaitReady(cloud.replicas.getFirst());
            cloud.replicas.getFirst().layClientCables();
            return cloud;
        } catch (IOException | RuntimeException failed) {
            cloud.close();
            throw failed;
        }
    }

    private void startReplicas(List<Integer> offsets) throws IOException {
        Path first = folder.resolve("cloud");
        replicas.add(startReplica(
                1, first, List.of("up", "--hypervisor", "none", "--port-offset", String.valueOf(offsets.getFirst()))));
        awaitReady(replicas.getFirst());
        for (int number = 2; number <= offsets.size(); number++) {
            replicas.add(startReplica(
                    number,
                    first.resolve("replicas").resolve(String.valueOf(number)),
                    List.of("replica", "--number", String.valueOf(number))));
        }
        for (ReplicaProcess replica : replicas) {
            awaitReady(replica);
            replica.layClientCables();
        }
    }

    private ReplicaProcess startReplica(int number, Path dataDir, List<String> command) throws IOException {
        var words = new ArrayList<>(command);
        words.addAll(List.of("--data-dir", folder.resolve("cloud").toString()));
        Optional<Cable> cable =
                place.isPresent() ? Optional.of(Cable.to(place.get().port())) : Optional.empty();
        return ReplicaProcess.start(
                number,
                dataDir,
                build,
                words,
                place.flatMap(database -> cable.map(each -> database.url(each.port()))),
                cable,
                folder.resolve("replica-" + number + ".out"));
    }

    /** Starts what does not run, and waits until every replica is ready. */
    void wholeAgain() {
        processes().forEach(Supervised::start);
        replicas.forEach(this::awaitReady);
    }

    private void awaitReady(ReplicaProcess replica) {
        if (!Waiting.until(
                READY,
                () -> replica.ready().isPresent()
                        || replica.process().endedByItself().isPresent())) {
            throw new TortureFailure(replica + " was not ready after " + READY.toSeconds() + " s:\n"
                    + replica.process().lastWords(10));
        }
        replica.process().endedByItself().ifPresent(code -> {
            throw new TortureFailure(
                    replica + " did not start:\n" + replica.process().lastWords(10));
        });
    }

    private void startNodes() throws IOException {
        for (int number = 1; number <= NODES; number++) {
            nodes.add(startNode(number));
        }
    }

    private NodeMachine startNode(int number) throws IOException {
        Path bundle = folder.resolve("node-" + number + ".bundle");
        var enroll = new ArrayList<>(List.of("node", "enroll", NodeMachine.name(number)));
        NodeMachine.hosts(number).forEach(host -> enroll.addAll(List.of("--host", host)));
        enroll.addAll(List.of("--out", bundle.toString()));
        enroll.addAll(List.of("--data-dir", folder.resolve("cloud").toString()));
        runToEnd(enroll);
        var cables = new ArrayList<Cable>();
        Path dataDir = folder.resolve(NodeMachine.name(number));
        var words = new ArrayList<>(List.of("node", "--bundle", bundle.toString(), "--hypervisor", "fake"));
        words.addAll(List.of("--data-dir", dataDir.toString()));
        for (ReplicaProcess replica : replicas) {
            Cable cable = Cable.to(replica.ready().orElseThrow().port("node"));
            cables.add(cable);
            words.addAll(List.of("--control", "127.0.0.1:" + cable.port()));
        }
        var process = new Supervised(
                NodeMachine.name(number),
                build.command(NODE_HEAP_MEGABYTES, words),
                Map.of(),
                folder.resolve(NodeMachine.name(number) + ".out"));
        process.start();
        return new NodeMachine(number, dataDir, process, List.copyOf(cables));
    }

    private void runToEnd(List<String> words) {
        var once = new Supervised(
                words.getFirst(),
                build.command(COMMAND_HEAP_MEGABYTES, words),
                Map.of(),
                folder.resolve("commands.out"));
        once.start();
        if (!Waiting.until(READY, () -> once.endedByItself().isPresent())) {
            once.kill();
            throw new TortureFailure("`kilonova " + String.join(" ", words) + "` did not end");
        }
        if (once.endedByItself().orElseThrow() != 0) {
            throw new TortureFailure("`kilonova " + String.join(" ", words) + "` failed:\n" + once.lastWords(10));
        }
    }

    Path folder() {
        return folder;
    }

    Path dataDir() {
        return folder.resolve("cloud");
    }

    List<ReplicaProcess> replicas() {
        return List.copyOf(replicas);
    }

    List<NodeMachine> nodes() {
        return List.copyOf(nodes);
    }

    Optional<DatabasePlace> place() {
        return place;
    }

    /** By the node's folder, the names of its hosts. */
    Map<Path, List<String>> hosts() {
        var hosts = new LinkedHashMap<Path, List<String>>();
        nodes.forEach(node -> hosts.put(node.dataDir(), node.hosts()));
        if (!inside.isEmpty()) {
            hosts.put(dataDir(), inside);
        }
        return hosts;
    }

    /** Where the database is, past every cable. */
    DatabaseSettings database() {
        return place.map(each ->
                        new DatabaseSettings(each.jdbc(), Optional.of(each.user()), Optional.of(each.password()), 4))
                .orElseGet(() -> DatabaseSettings.of("jdbc:sqlite:" + dataDir().resolve("kilonova.db")));
    }

    /** Every process but the database. */
    List<Supervised> processes() {
        var all = new ArrayList<Supervised>();
        replicas.forEach(replica -> all.add(replica.process()));
        nodes.forEach(node -> all.add(node.process()));
        return all;
    }

    /** All processes end as they are asked to; the database goes on. */
    @Override
    public void close() throws IOException {
        for (NodeMachine node : nodes) {
            node.close();
        }
        for (ReplicaProcess replica : replicas) {
            replica.close();
        }
    }

    void removeFolder() {
        Folders.delete(folder);
    }
}
