package kilonova.lab.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** What it takes one replica to hold the streams of many nodes that have nothing to say. */
final class StreamsBench {
    /** @param nodes how many; each has one host */
    record Settings(int nodes, Duration load) {}

    private static final Duration FIRST_CONNECTION = Duration.ofMinutes(5);
    private static final Duration SETTLING = Duration.ofSeconds(15);

    private final Settings settings;
    private final Consumer<String> progress;

    StreamsBench(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    void run(Consumer<Figure> told) throws IOException {
        try (var replica = start();
                var fleet = Fleets.plain(replica, settings.nodes())) {
            measure(replica, fleet, "plain text", told);
        }
        try (var replica = start()) {
            progress.accept("enrolling " + settings.nodes() + " nodes");
            try (var fleet = Fleets.certified(replica, settings.nodes())) {
                measure(replica, fleet, "mutual TLS", told);
            }
        }
    }

    private ReplicaProcess start() throws IOException {
        progress.accept("starting a replica");
        return ReplicaProcess.start();
    }

    private void measure(ReplicaProcess replica, NodeFleet fleet, String wire, Consumer<Figure> told)
            throws IOException {
        progress.accept("connecting " + settings.nodes() + " nodes (" + wire + ")");
        long began = System.nanoTime();
        fleet.connect();
        double connecting = (fleet.awaitHome(FIRST_CONNECTION) - began) / 1e9;
        fleet.beat(BareReplica.HEARTBEAT);
        pause(SETTLING);
        progress.accept("listening to heartbeats for " + settings.load().toSeconds() + " s (" + wire + ")");
        long transactions = replica.transactions();
        long heartbeats = fleet.heartbeats();
        Duration used = replica.processorTime();
        long from = System.nanoTime();
        pause(settings.load());
        double seconds = (System.nanoTime() - from) / 1e9;
        double cores = replica.processorTime().minus(used).toNanos() / 1e9 / seconds;
        long came = fleet.heartbeats() - heartbeats;
        long begun = replica.transactions() - transactions;
        String of = settings.nodes() + " streams, " + wire;
        told.accept(Figure.of(of + ": processors", cores, "", Target.atMost(0.3)));
        told.accept(Figure.of(of + ": resident memory", replica.residentMegabytes(), "MB", Target.atMost(1_000)));
        told.accept(Figure.of(of + ": SQL transactions for " + came + " heartbeats", begun, "", Target.atMost(0)));
        told.accept(Figure.of(of + ": first connection of all", connecting, "s"));
    }

    private static void pause(Duration length) throws BenchFailure {
        try {
            Thread.sleep(length);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", stopped);
        }
    }
}
