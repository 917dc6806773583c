package kilonova.lab.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.Server;
import kilonova.lab.process.DatabasePlace;
import kilonova.lab.process.OwnBuild;
import kilonova.lab.process.PortRange;
import kilonova.lab.process.Supervised;

/**
 * What becomes of 50 creates when a part of the cloud is killed in their midst. Nodes stand still until then, so that every
 * build is under way; the rest of the creates is still being asked for.
 */
final class Experiment {
    private static final int CALLERS = 10;
    /** When so many creates are acknowledged it is time. */
    private static final int MOMENT = Trial.CREATES / 2;
    /** How soon whatever supervises processes starts a dead one again. */
    private static final Duration RESTART = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration MISSED_WITHIN = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final TortureChoices choices;
    private final OwnBuild build;
    private final DatabasePlace place;
    private final Consumer<String> progress;
    private final History history = new History(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));

    Experiment(TortureChoices choices, OwnBuild build, DatabasePlace place, Consumer<String> progress) {
        this.choices = choices;
        this.build = build;
        this.place = place;
        this.progress = progress;
    }

    List<Trial> run() throws IOException {
        List<Integer> offsets = choices.portOffset()
                .map(first -> PortRange.from(first, choices.replicas()))
                .or(() -> PortRange.free(choices.replicas()))
                .orElseThrow(() -> new TortureFailure("no range of free ports was found on the loopback address"));
        TorturedCloud cloud = TorturedCloud.start(build, place, offsets, progress);
        try (Administrator admin = Administrator.of(cloud);
                var sightings = HostSightings.of(cloud)) {
            sightings.require(cloud);
            Order order = admin.order();
            var trials = new ArrayList<Trial>();
            for (Victim victim : Victim.values()) {
                if (victim != Victim.DATABASE || place.process().isPresent()) {
                    trials.add(trial(cloud, admin, order, sightings, victim));
                    cloud.wholeAgain();
                    sightings.require(cloud);
                }
            }
            return trials;
        } finally {
            cloud.close();
            cloud.removeFolder();
        }
    }

    /** What is killed. */
    private enum Victim {
        REPLICA("the control plane's process that answers", "2 ERROR, 5 in BUILD for ever"),
        NODE("a node with a quarter of the hosts, started again after 2 s", "13 ERROR"),
        DATABASE("the database, started again after 2 s", "19 ERROR, 10 in BUILD for ever (its broker)"),
        NODE_FOR_GOOD("the same node, for good", "13 ERROR, seen after 52 s");

        private final String words;
        private final String nova;

        Victim(String words, String nova) {
            this.words = words;
            this.nova = nova;
        }
    }

    private Trial trial(TorturedCloud cloud, Administrator admin, Order order, HostSightings sightings, Victim victim) {
        progress.accept(Trial.CREATES + " creates, and " + victim.words + " is killed");
        Tenant tenant = admin.tenant("trial-" + victim.name().toLowerCase(Locale.ROOT), -1);
        var strike = new CompletableFuture<Struck>();
        cloud.nodes().forEach(node -> node.process().pause());
        try (var creates = new Creates(cloud, tenant, order, history, CALLERS)) {
            creates.make(Trial.CREATES, tenant.name(), acknowledged -> {
                if (acknowledged == MOMENT) {
                    strike.completeAsync(
                            () -> strike(cloud, sightings, victim, acknowledged), Thread::startVirtualThread);
                }
            });
            Struck struck = strike.join();
            awaitEnd(cloud, tenant);
            Duration all = Duration.ofNanos(System.nanoTime() - struck.at());
            var trial = new Trial(
                    victim.words,
                    struck.acknowledged(),
                    struck.open(),
                    ends(cloud, tenant),
                    all,
                    struck.resumed().map(CompletableFuture::join).flatMap(each -> each),
                    struck.missed().map(CompletableFuture::join).flatMap(each -> each),
                    victim.nova,
                    victim != Victim.NODE_FOR_GOOD);
            return trial;
        }
    }

    /** @param at of {@link System#nanoTime} */
    private record Struck(
            long at,
            int acknowledged,
            int open,
            Optional<CompletableFuture<Optional<Duration>>> resumed,
            Optional<CompletableFuture<Optional<Duration>>> missed) {}

    private Struck strike(TorturedCloud cloud, HostSightings sightings, Victim victim, int acknowledged) {
        int open = Resumption.open(place);
        ReplicaProcess replica = cloud.replicas().getFirst();
        NodeMachine node = cloud.nodes().getFirst();
        Supervised process =
                switch (victim) {
                    case REPLICA -> replica.process();
                    case NODE, NODE_FOR_GOOD -> node.process();
                    case DATABASE -> place.process().orElseThrow();
                };
        process.kill();
        long at = System.nanoTime();
        cloud.nodes().forEach(each -> each.process().resume());
        Optional<CompletableFuture<Optional<Duration>>> resumed = Optional.empty();
        Optional<CompletableFuture<Optional<Duration>>> missed = Optional.empty();
        switch (victim) {
            case REPLICA -> {
                String id = id(replica);
                resumed = Optional.of(
                        later(() -> new Resumption(place, id).measure().map(Resumption.Measured::all)));
                if (cloud.replicas().size() == 1) {
                    process.start();
                }
            }
            case NODE_FOR_GOOD ->
                missed = Optional.of(later(() -> sightings.until(false, node.hosts(), MISSED_WITHIN)));
            case NODE, DATABASE -> {
                Waiting.rest(RESTART);
                process.start();
            }
        }
        return new Struck(at, acknowledged, open, resumed, missed);
    }

    private static String id(ReplicaProcess replica) {
        try {
            return replica.id().toString();
        } catch (IOException unreadable) {
            throw new TortureFailure("the id of " + replica + " cannot be read: " + unreadable, unreadable);
        }
    }

    private static <T> CompletableFuture<T> later(Supplier<T> body) {
        return CompletableFuture.supplyAsync(body, Thread::startVirtualThread);
    }

    private static void awaitEnd(TorturedCloud cloud, Tenant tenant) {
        Waiting.until(PATIENCE, LOOK_EVERY, () -> {
            Map<String, Integer> ends = ends(cloud, tenant);
            return !ends.isEmpty() && !ends.containsKey("BUILDING");
        });
    }

    /** By state, as the tenant sees it at whichever replica answers. */
    private static Map<String, Integer> ends(TorturedCloud cloud, Tenant tenant) {
        for (ReplicaProcess replica : cloud.replicas()) {
            try (var client = tenant.grpc(replica)) {
                var ends = new TreeMap<String, Integer>();
                for (Server server : client.servers()
                        .listServers(ListServersRequest.getDefaultInstance())
                        .getServersList()) {
                    ends.merge(state(server.getRestingState()), 1, Integer::sum);
                }
                return ends;
            } catch (io.grpc.StatusRuntimeException away) {
                // The next one may answer.
            }
        }
        return Map.of();
    }

    private static String state(RestingState state) {
        return state.name().substring("RESTING_STATE_".length());
    }
}
