package kilonova.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import kilonova.node.ComputeNode;
import kilonova.node.libvirt.LibvirtHost;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops a cloud. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = {
            "Stops the cloud. Guests keep running, and are found again by the next `up`.",
            "With the --data-dir of a node, stops the node; with that of one replica, stops that one."
        })
final class DownCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Option(
            names = "--purge",
            description =
                    "Deletes every server first, and everything in the data directory after; a node that has servers is"
                            + " left as it is.")
    private boolean purge;

    @Override
    public Integer call() throws Exception {
        Path root = DataDirectory.existing(dataDir.path());
        List<RunRecord> running = Seat.running(root);
        boolean node = NodeChoices.isNode(root);
        if (purge && !Seat.cloudOf(root).equals(root)) {
            throw new CommandFailure(root + " is of one replica; `kilonova down --purge --data-dir "
                    + Seat.cloudOf(root) + "` removes its cloud");
        }
        if (purge && !node) {
            deleteServers(root, running.stream().findFirst());
        }
        if (!running.isEmpty()) {
            stop(running);
            System.out.println("stopped"
                    + (running.size() > 1 ? ", all " + running.size() + " replicas" : "")
                    + (purge && !node ? "" : "; guests keep running"));
        } else if (!purge) {
            System.out.println("no " + (node ? "node" : "cloud") + " is running in " + root);
        }
        if (purge && node) {
            requireNoGuests(root, "nothing was removed. Start it again, and delete them through the cloud first.");
        }
        if (purge) {
            if (LibvirtHost.obstacle().isEmpty()) {
                LocalNode.daemons(root).stop();
            }
            Optional<String> elsewhere = StartChoices.kept(root).flatMap(StartChoices::database);
            delete(root);
            System.out.println("removed " + root);
            elsewhere.ifPresent(url -> System.out.println(
                    "the database " + DatabaseAddress.parse(url) + " is left as it is: it is yours"));
        }
        return 0;
    }

    /** Guests can only be taken away by the cloud that knows them: one that does not run is started for it, aside. */
    private static void deleteServers(Path root, Optional<RunRecord> running) throws IOException {
        if (running.isPresent()) {
            deleteServers(root, running.get());
            return;
        }
        Optional<StartChoices> last = StartChoices.kept(root);
        if (last.isEmpty()) {
            // As a rule it never became ready; else what it was started with is lost, and its guests must not be with
            // it.
            requireNoGuests(
                    root,
                    "nothing was removed. How their cloud was started is not known here any more: `kilonova up` it once"
                            + " as it was, then purge it.");
            return;
        }
        CloudSettings settings = CloudSettings.of(root, last.get().aside());
        try (var cloud = Cloud.start(settings.on(Ports.free(settings.listening().address())))) {
            deleteServers(root, cloud.run());
        }
    }

    private static void deleteServers(Path root, RunRecord run) throws IOException {
        try (AdminDesk desk = AdminDesk.of(root, run)) {
            desk.deleteServers(System.out::println);
        }
    }

    /** Guests are servers of a cloud, which alone can say that they are no longer wanted. */
    private static void requireNoGuests(Path root, String otherwise) throws IOException {
        long guests = ComputeNode.fakeGuests(DataDirectory.node(root));
        Path instances = root.resolve("guests").resolve("instances");
        if (Files.isDirectory(instances)) {
            try (Stream<Path> all = Files.list(instances)) {
                guests += all.count();
            }
        }
        if (guests > 0) {
            throw new CommandFailure("the node in " + root + " has the guests of " + guests + " servers; " + otherwise);
        }
    }

    private static void stop(List<RunRecord> running) throws Exception {
        List<ProcessHandle> processes =
                running.stream().flatMap(run -> run.process().stream()).toList();
        processes.forEach(ProcessHandle::destroy);
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException late) {
                throw new CommandFailure(
                        "process " + process.pid() + " has not ended after " + PATIENCE.toSeconds() + " s", late);
            }
        }
    }

    static void delete(Path root) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(root)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
