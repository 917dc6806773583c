package kilonova.lab.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The clock of one machine: virtual time, and how wrong it is set. */
final class MachineClock extends Clock {
    private final Timeline timeline;
    private long wrongMicros;

    MachineClock(Timeline timeline) {
        this.timeline = timeline;
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
        long micros = timeline.nowMicros() + wrongMicros;
        return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
    }
}
