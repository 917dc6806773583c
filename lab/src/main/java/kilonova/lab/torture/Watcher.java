package kilonova.lab.torture;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kilonova.client.KilonovaClient;
import kilonova.client.ServerWatch;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.ServerEvent;
import kilonova.compute.v1.WatchServersResponse;

/** Watches the servers of one tenant on a thread of its own, and goes on from its bookmark whenever its stream breaks. */
final class Watcher implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofMillis(300);

    private final List<KilonovaClient> clients;
    private final History history;
    private final Memory memory;
    private final Map<String, Long> activeAt = new HashMap<>();
    private final Thread thread;
    private volatile boolean over;
    private volatile ServerWatch open;
    private int streams;

    /** @param clients to each replica one, taken over; the next one is taken when a stream breaks */
    Watcher(String tenant, List<KilonovaClient> clients, History history) {
        this.clients = List.copyOf(clients);
        this.history = history;
        this.memory = new Memory(tenant);
        this.open = clients.getFirst().watchServers(0);
        this.thread = Thread.ofPlatform().daemon(true).name("watches-" + tenant).start(this::run);
    }

    /** What it believes; to be read once it is closed. */
    Memory memory() {
        return memory;
    }

    int streams() {
        return streams;
    }

    /** When each server was first seen ACTIVE, in milliseconds of the history. */
    synchronized Map<String, Long> activeAt() {
        return Map.copyOf(activeAt);
    }

    /** Whether it has been told everything up to that revision. */
    synchronized boolean reached(long revision) {
        return memory.bookmark() >= revision;
    }

    private void run() {
        while (!over) {
            memory.streamOpened();
            streams++;
            read();
            try {
                Thread.sleep(AGAIN);
            } catch (InterruptedException stopped) {
                return;
            }
            if (!over) {
                open = clients.get(streams % clients.size()).watchServers(memory.bookmark());
            }
        }
    }

    private void read() {
        try {
            while (!over && open.hasNext()) {
                took(open.next());
            }
        } catch (StatusRuntimeException broken) {
            if (broken.getStatus().getCode() == Status.Code.OUT_OF_RANGE) {
                memory.forgotten();
            }
        } finally {
            open.close();
        }
    }

    private synchronized void took(WatchServersResponse message) {
        long now = history.now();
        for (ServerEvent event : message.getEventsList()) {
            if (event.getServer().getRestingState() == RestingState.RESTING_STATE_ACTIVE) {
                activeAt.putIfAbsent(event.getServer().getId(), now);
            }
        }
        memory.took(
                message.getEventsList().stream().map(Watcher::event).toList(),
                message.getBookmark(),
                message.getSnapshotComplete());
    }

    private static Memory.Event event(ServerEvent event) {
        return new Memory.Event(
                event.getServer().getId(),
                event.getRevision(),
                Long.parseLong(event.getServer().getEtag()),
                event.getKind() == ServerEvent.Kind.KIND_DELETED);
    }

    @Override
    public void close() {
        over = true;
        open.close();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        clients.forEach(KilonovaClient::close);
    }
}
