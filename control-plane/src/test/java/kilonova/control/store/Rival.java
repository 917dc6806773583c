package kilonova.control.store;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Two that do the same at the same time, each in a transaction of its own. */
public final class Rival {
    private final CyclicBarrier both = new CyclicBarrier(2);

    /** Stands still until the other one stands here too, or cannot because there is one lane, or came before. */
    public void meet() {
        try {
            both.await(300, TimeUnit.MILLISECONDS);
        } catch (BrokenBarrierException | TimeoutException alone) {
            // One lane, or a later attempt.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs both at once. @return what they answered, in the order given */
    public static <T> List<T> run(Callable<T> one, Callable<T> other) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> both = List.of(threads.submit(one), threads.submit(other));
            return List.of(
                    both.getFirst().get(30, TimeUnit.SECONDS), both.getLast().get(30, TimeUnit.SECONDS));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new AssertionError(failed.getCause());
        } catch (InterruptedException | TimeoutException stuck) {
            throw new AssertionError(stuck);
        }
    }
}
