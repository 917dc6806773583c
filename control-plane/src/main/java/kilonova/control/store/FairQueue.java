package kilonova.control.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for a write lane: a line for each tenant, and one for what no tenant asked for. Lines take turns, one job each, so
 * whoever comes to an empty line waits for one job of every other, however long their lines are. What no tenant asked for, such
 * as the word of nodes, gets up to half of each group.
 */
final class FairQueue<T> {

    /** What became of a job. */
    enum Place {
        TAKEN,
        /** The tenant has its share waiting already. */
        SHARE_USED,
        FULL
    }

    private final int most;
    private final int share;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition some = lock.newCondition();
    /** Lines that are not empty, in the order of their turns. Guarded by the lock. */
    private final SequencedMap<String, ArrayDeque<T>> lines = new LinkedHashMap<>();

    private int size;

    /**
     * @param most jobs that wait, of all
     * @param share of one tenant that still asks
     */
    FairQueue(int most, int share) {
        this.most = most;
        this.share = share;
    }

    Place offer(Tenant tenant, T job) {
        lock.lock();
        try {
            if (size >= most) {
                return Place.FULL;
            }
            ArrayDeque<T> line = lines.get(tenant.line());
            if (tenant.asking() && line != null && line.size() >= share) {
                return Place.SHARE_USED;
            }
            if (line == null) {
                line = new ArrayDeque<>(2);
                lines.put(tenant.line(), line);
            }
            line.add(job);
            size++;
            some.signal();
            return Place.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /** The next job, once there is one; empty when there is none for so long. */
    Optional<T> poll(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (size == 0 && left > 0) {
                left = some.awaitNanos(left);
            }
            return size == 0 ? Optional.empty() : Optional.of(next());
        } finally {
            lock.unlock();
        }
    }

    /** Up to so many more, without waiting. */
    void drainTo(Collection<? super T> group, int limit) {
        lock.lock();
        try {
            int left = Math.min(limit, size);
            ArrayDeque<T> house = lines.get(Tenant.NONE.line());
            for (int i = 0; i < limit / 2 && left > 0 && house != null && !house.isEmpty(); i++, left--) {
                group.add(house.poll());
                size--;
            }
            if (house != null && house.isEmpty()) {
                lines.remove(Tenant.NONE.line());
            }
            for (; left > 0; left--) {
                group.add(next());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Of the line whose turn it is; the line goes to the end. */
    private T next() {
        var turn = lines.pollFirstEntry();
        T job = turn.getValue().remove();
        if (!turn.getValue().isEmpty()) {
            lines.putLast(turn.getKey(), turn.getValue());
        }
        size--;
        return job;
    }

    boolean remove(T job) {
        lock.lock();
        try {
            for (var line : lines.entrySet()) {
                if (line.getValue().remove(job)) {
                    size--;
                    if (line.getValue().isEmpty()) {
                        lines.remove(line.getKey());
                    }
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        return size() == 0;
    }
}
