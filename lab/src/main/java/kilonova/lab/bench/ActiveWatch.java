package kilonova.lab.bench;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import kilonova.client.KilonovaClient;
import kilonova.client.ServerWatch;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerEvent;

/** Sees over gRPC, as any client may, when a server becomes ACTIVE. */
final class ActiveWatch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** @param nanos when it was seen, of {@link System#nanoTime} */
    private record Seen(String id, long nanos, RestingState state) {}

    private final KilonovaClient client;
    private final ServerWatch watch;
    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> snapshot = new LinkedBlockingQueue<>();

    private ActiveWatch(KilonovaClient client) {
        this.client = client;
        this.watch = client.watchServers(0);
    }

    /** Returns when the watch has caught up: what happens from now on is seen. */
    static ActiveWatch open(String grpc, String token) throws BenchFailure {
        var watch = new ActiveWatch(KilonovaClient.connect(grpc, () -> token));
        Thread.ofPlatform().daemon().start(watch::read);
        try {
            if (watch.snapshot.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS) == null) {
                watch.close();
                throw new BenchFailure("the watch of servers gave no snapshot");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            watch.close();
            throw new BenchFailure("interrupted", stopped);
        }
        return watch;
    }

    /** Waits until that server is ACTIVE; gives the moment, of {@link System#nanoTime}. */
    long awaitActive(String id) throws BenchFailure {
        try {
            while (true) {
                Seen next = seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (next == null) {
                    throw new BenchFailure("server " + id + " was not ACTIVE after " + PATIENCE.toSeconds() + " s");
                }
                if (next.id().equals(id)) {
                    if (next.state() != RestingState.RESTING_STATE_ACTIVE) {
                        throw new BenchFailure("server " + id + " ended in ERROR");
                    }
                    return next.nanos();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", stopped);
        }
    }

    private void read() {
        try {
            while (watch.hasNext()) {
                var message = watch.next();
                long now = System.nanoTime();
                for (ServerEvent event : message.getEventsList()) {
                    note(event.getServer(), now);
                }
                if (message.getSnapshotComplete()) {
                    snapshot.add(true);
                }
            }
        } catch (StatusRuntimeException closed) {
            // Whoever still waits for a server runs out of patience and says so.
        }
    }

    private void note(Server server, long now) {
        RestingState state = server.getRestingState();
        if (state == RestingState.RESTING_STATE_ACTIVE || state == RestingState.RESTING_STATE_ERROR) {
            seen.add(new Seen(server.getId(), now, state));
        }
    }

    @Override
    public void close() {
        watch.close();
        client.close();
    }
}
