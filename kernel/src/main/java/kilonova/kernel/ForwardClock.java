package kilonova.kernel;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A clock that never goes back: when the one beneath is set back, it goes on from where it was. For what is timed by
 * differences; it may be ahead of the other from then on.
 */
public final class ForwardClock extends Clock {
    private final Clock beneath;
    private long aheadNanos;
    private Instant last = Instant.MIN;

    public ForwardClock(Clock beneath) {
        this.beneath = beneath;
    }

    @Override
    public synchronized Instant instant() {
        Instant now = beneath.instant().plusNanos(aheadNanos);
        if (now.isBefore(last)) {
            aheadNanos += Duration.between(now, last).toNanos();
            now = last;
        }
        last = now;
        return now;
    }

    @Override
    public ZoneId getZone() {
        return beneath.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new ForwardClock(beneath.withZone(zone));
    }
}
