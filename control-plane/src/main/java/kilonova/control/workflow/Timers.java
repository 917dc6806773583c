package kilonova.control.workflow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import kilonova.control.operation.Operation;

/** Operations that wait for a time. Only a reminder: what is due is read again. */
final class Timers {
    private record Reminder(long atMicros, Operation operation) {}

    private final PriorityQueue<Reminder> queue = new PriorityQueue<>(Comparator.comparingLong(Reminder::atMicros));

    synchronized void remind(long atMicros, Operation operation) {
        queue.add(new Reminder(atMicros, operation));
        notifyAll();
    }

    synchronized List<Operation> due(long nowMicros) {
        var due = new ArrayList<Operation>();
        while (queue.peek() instanceof Reminder next && next.atMicros() <= nowMicros) {
            queue.poll();
            due.add(next.operation());
        }
        return due;
    }

    synchronized OptionalLong next() {
        return queue.peek() instanceof Reminder next ? OptionalLong.of(next.atMicros()) : OptionalLong.empty();
    }

    /** Sleeps until something may be due, at most a second. */
    synchronized void await(long nowMicros) throws InterruptedException {
        long millis = next().isPresent() ? (next().getAsLong() - nowMicros) / 1_000 : 1_000;
        if (millis > 0) {
            wait(Math.min(millis, 1_000));
        }
    }
}
