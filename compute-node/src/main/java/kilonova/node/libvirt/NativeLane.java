package kilonova.node.libvirt;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;

/**
 * A few platform threads for native calls: a native frame pins the carrier of a virtual thread, and there are few
 * carriers. Callers wait, virtually.
 */
final class NativeLane implements AutoCloseable {
    private static final int THREADS = 8;

    private final Duration longest;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("libvirt-", 1).daemon().factory());

    /** @param longest how long one call may take, its wait for a thread included */
    NativeLane(Duration longest) {
        this.longest = longest;
    }

    <T> T call(Callable<T> work) throws ExecutionException {
        try {
            var answer = threads.submit(work);
            try {
                return answer.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException late) {
                answer.cancel(false);
                throw unavailable("libvirt did not answer within " + longest.toSeconds() + " s.");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw unavailable("The node is stopping.");
        } catch (RejectedExecutionException closed) {
            throw unavailable("The node is stopping.");
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    private static GuestTrouble unavailable(String why) {
        return new GuestTrouble(FaultReason.HYPERVISOR_UNAVAILABLE, why);
    }
}
