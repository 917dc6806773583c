package kilonova.control.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;

/** Callers who wait for the end of an operation, woken by the change log. */
final class OperationWaits {
    private final Map<String, List<CountDownLatch>> waiting = new ConcurrentHashMap<>();

    OperationWaits(Database database) {
        database.feed().listen(this::listen, this::lookAgain);
    }

    /** Someone who will wait; register first, then look whether it has ended already. */
    CountDownLatch register(OperationId id) {
        var latch = new CountDownLatch(1);
        waiting.compute(id.toString(), (key, latches) -> {
            var all = latches == null ? new ArrayList<CountDownLatch>(1) : latches;
            all.add(latch);
            return all;
        });
        return latch;
    }

    void await(OperationId id, CountDownLatch latch, Duration patience) {
        try {
            boolean _ = latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            forget(id, latch);
        }
    }

    void forget(OperationId id, CountDownLatch latch) {
        waiting.computeIfPresent(id.toString(), (key, latches) -> {
            latches.remove(latch);
            return latches.isEmpty() ? null : latches;
        });
    }

    /** Nobody knows which have ended: everyone looks. */
    void lookAgain() {
        List.copyOf(waiting.keySet()).forEach(this::wake);
    }

    private void wake(String id) {
        List<CountDownLatch> latches = waiting.remove(id);
        if (latches != null) {
            latches.forEach(CountDownLatch::countDown);
        }
    }

    private void listen(List<Committed> committed) {
        if (waiting.isEmpty()) {
            return;
        }
        for (Committed each : committed) {
            var change = each.change();
            if (change.kind().equals(Operations.KIND)
                    && change.payload()
                            .filter(OperationRepository.ENDED::equals)
                            .isPresent()) {
                wake(change.id());
            }
        }
    }
}
