package kilonova.lab.bench;

import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import kilonova.compute.v1.ServerEvent;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.WatchServersRequest;
import kilonova.compute.v1.WatchServersResponse;

/** One watcher of servers: notes when it hears of each change that was made while the clock runs. */
final class WatchEar implements StreamObserver<WatchServersResponse> {
    private final Flips flips;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final AtomicLong messages = new AtomicLong();
    /** When the flips that it has seen were made, by server; touched by the stream alone. */
    private final Map<String, Long> seen = new HashMap<>();

    private volatile boolean ended;

    WatchEar(Flips flips) {
        this.flips = flips;
    }

    void listen(Channel channel, boolean everywhere) {
        ServerServiceGrpc.newStub(channel)
                .watchServers(
                        WatchServersRequest.newBuilder()
                                .setAllProjects(everywhere)
                                .build(),
                        this);
    }

    /** Until it has the snapshot. */
    void awaitSnapshot() throws InterruptedException {
        caughtUp.await();
    }

    /** Messages that it took. */
    long messages() {
        return messages.get();
    }

    /** Whether the stream is over. */
    boolean ended() {
        return ended;
    }

    @Override
    public void onNext(WatchServersResponse message) {
        long now = System.nanoTime();
        messages.incrementAndGet();
        if (message.getSnapshotComplete()) {
            caughtUp.countDown();
        }
        for (ServerEvent event : message.getEventsList()) {
            flips.heard(event.getServer(), now, seen);
        }
    }

    @Override
    public void onError(Throwable failure) {
        ended = true;
        caughtUp.countDown();
    }

    @Override
    public void onCompleted() {
        ended = true;
        caughtUp.countDown();
    }
}
