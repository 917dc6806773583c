package kilonova.lab.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** How soon everything is back after a control plane was killed. */
final class RecoveryBench {
    private static final Duration FIRST_CONNECTION = Duration.ofMinutes(5);
    private static final Duration COMING_BACK = Duration.ofMinutes(2);

    private final int nodes;
    private final Consumer<String> progress;

    /** @param nodes how many come back at once; each has one host */
    RecoveryBench(int nodes, Consumer<String> progress) {
        this.nodes = nodes;
        this.progress = progress;
    }

    void run(Consumer<Figure> told) throws IOException {
        told.accept(firstActive());
        try (var replica = start();
                var fleet = Fleets.plain(replica, nodes)) {
            measure(replica, fleet, "plain text", told);
        }
        try (var replica = start()) {
            progress.accept("enrolling " + nodes + " nodes");
            try (var fleet = Fleets.certified(replica, nodes)) {
                measure(replica, fleet, "mutual TLS", told);
            }
        }
    }

    private ReplicaProcess start() throws IOException {
        progress.accept("starting a replica");
        return ReplicaProcess.start();
    }

    /** The whole cloud is one process here: its node is killed and comes back with it. */
    private Figure firstActive() throws IOException {
        progress.accept("killing a cloud");
        try (var cloud = BenchedCloud.start(10, Optional.empty())) {
            var user = CloudUser.login(cloud.access());
            byte[] create = user.prepare();
            user.awaitActive(create);
            long killed = cloud.killAndStartAgain();
            user.awaitActive(create);
            double seconds = (System.nanoTime() - killed) / 1e9;
            return Figure.of("first new ACTIVE after kill -9 of a cloud", seconds, "s", Target.atMost(5));
        }
    }

    private void measure(ReplicaProcess replica, NodeFleet fleet, String wire, Consumer<Figure> told)
            throws IOException {
        progress.accept("connecting " + nodes + " nodes (" + wire + ")");
        fleet.connect();
        long unused = fleet.awaitHome(FIRST_CONNECTION);
        progress.accept("killing their replica (" + wire + ")");
        fleet.countAnew();
        replica.killAndStartAgain();
        long listens = System.nanoTime();
        double back = Math.max(0, fleet.awaitHome(COMING_BACK) - listens) / 1e9;
        String of = nodes + " nodes come back at once, " + wire;
        told.accept(Figure.of(of + ": all are home after", back, "s", Target.atMost(10)));
        told.accept(Figure.of(of + ": most refusals of one", fleet.mostRefusals(), "", Target.atMost(1)));
    }
}
