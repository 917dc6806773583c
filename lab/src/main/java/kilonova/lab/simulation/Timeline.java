package kilonova.lab.simulation;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/** Virtual time: what is to happen, and when. Things due at the same moment happen in the order the seed says. */
final class Timeline {
    private static final long BEGIN_MICROS = 1_800_000_000_000_000L;

    private record Event(long at, int lot, long number, Runnable body) {}

    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingLong(Event::at).thenComparingInt(Event::lot).thenComparingLong(Event::number));
    private final RandomGenerator random;
    private long nowMicros = BEGIN_MICROS;
    private long number;

    Timeline(RandomGenerator random) {
        this.random = random;
    }

    RandomGenerator random() {
        return random;
    }

    long nowMicros() {
        return nowMicros;
    }

    /** How long the simulated world has been going. */
    Duration elapsed() {
        return Duration.ofNanos((nowMicros - BEGIN_MICROS) * 1_000);
    }

    void after(Duration delay, Runnable body) {
        at(nowMicros + delay.toNanos() / 1_000, body);
    }

    void at(long micros, Runnable body) {
        events.add(new Event(Math.max(micros, nowMicros), random.nextInt(), number++, body));
    }

    /** Does the next thing. @return false when nothing is left to happen */
    boolean step() {
        Event next = events.poll();
        if (next == null) {
            return false;
        }
        nowMicros = Math.max(nowMicros, next.at());
        next.body().run();
        return true;
    }

    Duration between(Duration least, Duration most) {
        long span = most.minus(least).toNanos() / 1_000;
        return least.plusNanos(1_000 * (span <= 0 ? 0 : random.nextLong(span + 1)));
    }

    /** Something takes so long, and nothing else happens meanwhile. */
    void stall(Duration time) {
        nowMicros += time.toNanos() / 1_000;
    }

    /** A clock of one machine; it can be set wrong. */
    MachineClock clock() {
        return new MachineClock(this);
    }
}
