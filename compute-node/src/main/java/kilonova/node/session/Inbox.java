package kilonova.node.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What waits to be done on the loop's thread. Anyone may post; one thread takes. It is bounded by those who post: messages of
 * the control plane by {@link Stream#MOST_UNTAKEN}, what comes of errands by the errands that are out.
 */
final class Inbox {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean roused;

    synchronized void post(Runnable work) {
        waiting.add(work);
        notifyAll();
    }

    /** Ends a wait though there is nothing to do. */
    synchronized void rouse() {
        roused = true;
        notifyAll();
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Does what waits, at most so much; what the work itself posts may wait for the next time. */
    void run(int most) {
        for (int i = 0; i < most; i++) {
            Runnable next;
            synchronized (this) {
                next = waiting.poll();
            }
            if (next == null) {
                return;
            }
            next.run();
        }
    }

    /** Returns when something waits, when roused, or after that time. */
    synchronized void await(Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (waiting.isEmpty() && !roused) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        roused = false;
    }
}
