package kilonova.lab.bench;

import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import kilonova.node.guest.Patience;
import kilonova.node.session.SessionSettings;

/** Many nodes in this process, each on a socket of its own. One that loses its stream comes back as patiently as a real one. */
final class NodeFleet implements AutoCloseable {
    private static final Duration BEAT = Duration.ofMillis(10);
    private static final Duration LAST_CALLS = Duration.ofSeconds(10);

    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
    private final Patience patience = reconnect();
    private final Random random = new Random(1);
    private final List<FleetNode> nodes = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final Map<FleetNode, Integer> refusals = new HashMap<>();
    private String lastLoss = "none was lost";
    private int home;
    private long lastHomeNanos;
    private long heartbeats;
    private volatile boolean closed;

    /** @param way the channel of a node, which connects when it is first used */
    NodeFleet(List<FleetNode.Face> faces, Function<Integer, ManagedChannel> way) {
        var ear = new FleetNode.Ear() {
            @Override
            public void home(FleetNode node) {
                came();
            }

            @Override
            public void lost(FleetNode node, boolean refused, String why) {
                NodeFleet.this.lost(node, refused, why);
            }
        };
        for (int i = 0; i < faces.size(); i++) {
            ManagedChannel channel = way.apply(i);
            channels.add(channel);
            nodes.add(new FleetNode(faces.get(i), channel, ear));
        }
    }

    private static Patience reconnect() {
        SessionSettings real = SessionSettings.standard("bench");
        return new Patience(1, real.reconnectFirst(), real.reconnectLongest(), real.reconnectLongest());
    }

    /** All at once. */
    void connect() {
        nodes.forEach(FleetNode::connect);
    }

    private synchronized void came() {
        home++;
        lastHomeNanos = System.nanoTime();
        notifyAll();
    }

    private synchronized void lost(FleetNode node, boolean refused, String why) {
        lastLoss = why;
        if (closed) {
            return;
        }
        if (refused) {
            refusals.merge(node, 1, Integer::sum);
        }
        Duration pause = patience.after(node.failures(), random);
        var unused = clock.schedule(node::connect, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Counts anew who comes home and who is refused: before all of them lose their streams. */
    synchronized void countAnew() {
        home = 0;
        refusals.clear();
    }

    /**
     * Waits until all are home.
     *
     * @return when the last one came, of {@link System#nanoTime}
     */
    synchronized long awaitHome(Duration atMost) throws BenchFailure {
        long end = System.nanoTime() + atMost.toNanos();
        while (home < nodes.size()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new BenchFailure("of " + nodes.size() + " nodes " + home + " were home after "
                        + atMost.toSeconds() + " s; of those that were lost the last heard: " + lastLoss);
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new BenchFailure("interrupted", stopped);
            }
        }
        return lastHomeNanos;
    }

    /** How often the node was refused that was refused most often. */
    synchronized int mostRefusals() {
        return refusals.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** From now on each says so often that it lives, spread evenly. */
    void beat(Duration every) {
        long beats = every.toMillis() / BEAT.toMillis();
        var unused = clock.scheduleAtFixedRate(
                new Runnable() {
                    private long beat;

                    @Override
                    public void run() {
                        int from = (int) (beat % beats * nodes.size() / beats);
                        int to = (int) ((beat % beats + 1) * nodes.size() / beats);
                        nodes.subList(from, to).forEach(FleetNode::heartbeat);
                        count(to - from);
                        beat++;
                    }
                },
                0,
                BEAT.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private synchronized void count(int beats) {
        heartbeats += beats;
    }

    synchronized long heartbeats() {
        return heartbeats;
    }

    @Override
    public void close() {
        closed = true;
        clock.shutdownNow();
        channels.forEach(ManagedChannel::shutdownNow);
        long until = System.nanoTime() + LAST_CALLS.toNanos();
        try {
            for (ManagedChannel each : channels) {
                boolean unused = each.awaitTermination(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
