package kilonova.lab.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/**
 * Callers that send one request after the other, each on a connection of its own.
 *
 * @param callers how many at the same time
 * @param expected the status that every answer must have
 */
record Load(URI endpoint, int callers, int expected) {
    /** @param replies how many requests were answered */
    record Outcome(long replies, double seconds) {
        double perSecond() {
            return replies / seconds;
        }
    }

    /**
     * Sends until {@code more} says no; fails with the first answer that was not the expected one.
     *
     * @param more asked with the number of the next request, from 0
     * @param request the bytes of the request of that number
     */
    Outcome run(LongPredicate more, LongFunction<byte[]> request) throws IOException {
        var next = new AtomicLong();
        var wires = new ArrayList<HttpWire>();
        try (var threads = Executors.newFixedThreadPool(
                callers, Thread.ofPlatform().daemon().factory())) {
            var calls = new ArrayList<Callable<Long>>();
            for (int i = 0; i < callers; i++) {
                HttpWire wire = HttpWire.to(endpoint);
                wires.add(wire);
                calls.add(() -> caller(wire, next, more, request));
            }
            long began = System.nanoTime();
            List<Future<Long>> ends = threads.invokeAll(calls);
            double seconds = (System.nanoTime() - began) / 1e9;
            long replies = 0;
            for (Future<Long> end : ends) {
                replies += end.get();
            }
            return new Outcome(replies, seconds);
        } catch (ExecutionException failed) {
            throw new BenchFailure("a caller failed: " + failed.getCause(), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", stopped);
        } finally {
            for (HttpWire wire : wires) {
                wire.close();
            }
        }
    }

    private long caller(HttpWire wire, AtomicLong next, LongPredicate more, LongFunction<byte[]> request)
            throws IOException {
        long replies = 0;
        for (long number = next.getAndIncrement(); more.test(number); number = next.getAndIncrement()) {
            HttpReply reply = wire.send(request.apply(number));
            if (reply.status() != expected) {
                throw new BenchFailure("expected " + expected + ", answered " + reply.status() + ": " + reply.text());
            }
            replies++;
        }
        return replies;
    }
}
