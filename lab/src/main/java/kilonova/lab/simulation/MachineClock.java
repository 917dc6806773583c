package kilonova.lab.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The clock of one machine: virtual time, how wrong it is set, and how much too fast or too slow it goes. */
final class MachineClock extends Clock {
    private static final long MILLION = 1_000_000;

    private final Timeline timeline;
    private long wrongMicros;
    private int drift;

    MachineClock(Timeline timeline) {
        this.timeline = timeline;
    }

    /** From the beginning on it goes wrong by so much of a million. */
    void drift(int now) {
        drift = now;
    }

    /** Someone sets it: forward, or back. */
    void jump(Duration by) {
        wrongMicros += by.toNanos() / 1_000;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        long drifted = timeline.elapsed().toNanos() / 1_000 * drift / MILLION;
        long micros = timeline.nowMicros() + wrongMicros + drifted;
        return Instant.ofEpochSecond(micros / MILLION, micros % MILLION * 1_000);
    }
}
