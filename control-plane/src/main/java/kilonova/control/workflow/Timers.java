package kilonova.control.workflow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import kilonova.control.operation.Operation;
import kilonova.control.operation.OperationId;

/** Operations that wait for a time, each once. Only a reminder: what is due is read again. */
final class Timers {
    private record Reminder(long atMicros, Operation operation) {
        OperationId id() {
            return operation.id();
        }
    }

    private final Map<OperationId, Reminder> byOperation = new HashMap<>();
    private final TreeSet<Reminder> byTime = new TreeSet<>(Comparator.comparingLong(Reminder::atMicros)
            .thenComparing(each -> each.id().value()));

    /** In place of an earlier reminder of the same operation. */
    synchronized void remind(long atMicros, Operation operation) {
        forget(operation.id());
        var reminder = new Reminder(atMicros, operation);
        byOperation.put(operation.id(), reminder);
        byTime.add(reminder);
        notifyAll();
    }

    /** It waits no longer. What is remembered is what waits, however many operations there were. */
    synchronized void forget(OperationId id) {
        Optional.ofNullable(byOperation.remove(id)).ifPresent(byTime::remove);
    }

    synchronized List<Operation> due(long nowMicros) {
        var due = new ArrayList<Operation>();
        while (!byTime.isEmpty() && byTime.first().atMicros() <= nowMicros) {
            Reminder next = byTime.removeFirst();
            byOperation.remove(next.id());
            due.add(next.operation());
        }
        return due;
    }

    synchronized OptionalLong next() {
        return byTime.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(byTime.first().atMicros());
    }

    synchronized int waiting() {
        return byTime.size();
    }

    /** Sleeps until something may be due, at most a second. */
    synchronized void await(long nowMicros) throws InterruptedException {
        long millis = next().isPresent() ? (next().getAsLong() - nowMicros) / 1_000 : 1_000;
        if (millis > 0) {
            wait(Math.min(millis, 1_000));
        }
    }
}
