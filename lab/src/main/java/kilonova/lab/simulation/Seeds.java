package kilonova.lab.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Many seeds, several at a time. Each world is on one thread and worlds share nothing that changes, so what a seed tells
 * does not depend on which others run beside it.
 */
final class Seeds {
    private final int threads;

    /** @param threads how many seeds run at a time, at most */
    Seeds(int threads) {
        this.threads = threads;
    }

    /** As many at a time as there are processors. */
    static Seeds onAllProcessors() {
        return new Seeds(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Runs seeds one after another and hands over what came of each, in the order of the seeds, on the caller's thread.
     *
     * @param simulation runs one seed, on a thread of its own
     * @param more whether another seed may begin; those that did are waited for
     * @param goOn takes what came of a seed; after a no, nothing is handed over any more
     */
    void run(
            long first,
            long count,
            LongFunction<SimulationReport> simulation,
            BooleanSupplier more,
            Predicate<SimulationReport> goOn) {
        try (var workers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().factory())) {
            Deque<Future<SimulationReport>> begun = new ArrayDeque<>();
            boolean wanted = true;
            long next = first;
            while (wanted) {
                while (begun.size() < 2 * threads && next - first < count && more.getAsBoolean()) {
                    long seed = next++;
                    begun.add(workers.submit(() -> simulation.apply(seed)));
                }
                wanted = !begun.isEmpty() && goOn.test(outcome(begun.remove()));
            }
            begun.forEach(each -> each.cancel(false));
        }
    }

    private static SimulationReport outcome(Future<SimulationReport> running) {
        try {
            return running.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a simulation failed by itself", failed.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while seeds run", stop);
        }
    }
}
