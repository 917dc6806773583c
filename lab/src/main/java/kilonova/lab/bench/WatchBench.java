package kilonova.lab.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import kilonova.compute.v1.Power;
import kilonova.node.v1.GuestPower;

/**
 * How soon watchers hear of what nodes tell: 1,000 guests each stop or start by themselves once a second, 100 tenants watch
 * their own ten, five administrators watch all. Control plane, nodes and watchers share this process; nodes speak within it,
 * watchers over sockets.
 */
final class WatchBench {
    private static final int NODES = 5;
    private static final int TENANTS = 100;
    private static final int SERVERS_OF_A_TENANT = 10;
    private static final int WATCHERS_OF_ALL = 5;
    private static final int PER_SECOND = 1_000;
    private static final int TURNS_PER_SECOND = 100;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration BUILDS = Duration.ofMinutes(2);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Duration load;
    private final Optional<String> database;
    private final Consumer<String> progress;

    WatchBench(Duration load, Optional<String> database, Consumer<String> progress) {
        this.load = load;
        this.database = database;
        this.progress = progress;
    }

    void run(Consumer<Figure> told) throws IOException {
        try {
            listen(told);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", stopped);
        }
    }

    private void listen(Consumer<Figure> told) throws IOException, InterruptedException {
        progress.accept("starting a control plane with " + NODES + " nodes");
        try (var cloud = WatchedCloud.start(database)) {
            var nodes = new ArrayList<FlippingNode>();
            for (int i = 0; i < NODES; i++) {
                var node = new FlippingNode(cloud.nodes(), "host-" + i);
                node.awaitWelcome();
                nodes.add(node);
            }
            List<String> tenants = cloud.tenants(TENANTS);
            String image = cloud.image();
            progress.accept("creating " + TENANTS * SERVERS_OF_A_TENANT + " servers");
            tenants.forEach(token -> cloud.servers(token, image, SERVERS_OF_A_TENANT));
            awaitGuests(nodes);
            measure(cloud, nodes, tenants, told);
            nodes.forEach(FlippingNode::close);
        }
    }

    private static void awaitGuests(List<FlippingNode> nodes) throws BenchFailure {
        long end = System.nanoTime() + BUILDS.toNanos();
        int due = TENANTS * SERVERS_OF_A_TENANT;
        while (nodes.stream().mapToInt(node -> node.guests().size()).sum() < due) {
            if (System.nanoTime() > end) {
                throw new BenchFailure("not every server was built within " + BUILDS.toSeconds() + " s");
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private void measure(WatchedCloud cloud, List<FlippingNode> nodes, List<String> tenants, Consumer<Figure> told)
            throws InterruptedException, BenchFailure {
        var flips = new Flips();
        var ears = new ArrayList<WatchEar>();
        for (String token : tenants) {
            ears.add(listen(cloud, flips, token, false));
        }
        for (int i = 0; i < WATCHERS_OF_ALL; i++) {
            ears.add(listen(cloud, flips, cloud.admin(), true));
        }
        for (WatchEar ear : ears) {
            ear.awaitSnapshot();
        }
        progress.accept("changing " + PER_SECOND + " states a second for " + (WARM_UP.plus(load)).toSeconds() + " s, "
                + ears.size() + " watchers listening");
        flip(nodes, flips, WARM_UP);
        flips.count();
        long messages = ears.stream().mapToLong(WatchEar::messages).sum();
        long began = System.nanoTime();
        long made = flip(nodes, flips, load);
        double seconds = (System.nanoTime() - began) / 1e9;
        LockSupport.parkNanos(LAST_WORDS.toNanos());
        if (ears.stream().anyMatch(WatchEar::ended)) {
            throw new BenchFailure("a watch ended before its time");
        }
        var delays = Samples.ofNanos(flips.delays());
        // Each change is heard by its tenant and by every watcher of all, unless a later one took its place.
        double heard = flips.delays().size() / (double) (made * (1 + WATCHERS_OF_ALL));
        told.accept(Figure.of("state changes from nodes", made / seconds, "/s", Target.atLeast(PER_SECOND * 0.99)));
        told.accept(Figure.of("changes heard, of all that were to be heard", heard * 100, "%"));
        told.accept(Figure.of("fact sent to event received, P50", delays.median(), "ms"));
        told.accept(Figure.of("fact sent to event received, P99", delays.percentile(99), "ms", Target.atMost(50))
                .onlyIf(heard > 0.99));
        told.accept(Figure.of(
                "messages to all watchers",
                (ears.stream().mapToLong(WatchEar::messages).sum() - messages) / seconds,
                "/s"));
    }

    private static WatchEar listen(WatchedCloud cloud, Flips flips, String token, boolean everywhere) {
        var ear = new WatchEar(flips);
        ear.listen(cloud.watcher(token), everywhere);
        return ear;
    }

    /** Every guest once a second, a few at a time. @return how many changes were told */
    private static long flip(List<FlippingNode> nodes, Flips flips, Duration time) {
        List<List<String>> guests = nodes.stream().map(FlippingNode::all).toList();
        long turns = time.toSeconds() * TURNS_PER_SECOND;
        long began = System.nanoTime();
        long made = 0;
        for (long turn = 0; turn < turns; turn++) {
            long due = began + turn * 1_000_000_000L / TURNS_PER_SECOND;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            boolean stops = turn / TURNS_PER_SECOND % 2 == 0;
            int slot = (int) (turn % TURNS_PER_SECOND);
            for (int i = 0; i < nodes.size(); i++) {
                List<String> some = slice(guests.get(i), slot);
                some.forEach(id -> flips.flipped(id, stops ? Power.POWER_SHUT_OFF : Power.POWER_RUNNING));
                nodes.get(i).flip(some, stops ? GuestPower.GUEST_POWER_SHUT_OFF : GuestPower.GUEST_POWER_RUNNING);
                made += some.size();
            }
        }
        return made;
    }

    private static List<String> slice(List<String> all, int slot) {
        int from = (int) ((long) all.size() * slot / TURNS_PER_SECOND);
        int to = (int) ((long) all.size() * (slot + 1) / TURNS_PER_SECOND);
        return all.subList(from, to);
    }
}
