package kilonova.kernel;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** What a class may not make up for itself: time, chance and ids. In simulation all three come from the seed. */
public record Env(Clock clock, RandomGenerator random, Ids ids) {

    /** The real world. */
    public static Env real() {
        var random = new SecureRandom();
        var clock = Clock.systemUTC();
        return new Env(clock, random, Ids.timeOrdered(clock, random));
    }

    /** The same with a clock that never goes back: for what is timed by differences. */
    public Env neverBack() {
        return new Env(new ForwardClock(clock), random, ids);
    }

    /** Microseconds since 1970, UTC: how rows keep time. */
    public long nowMicros() {
        var now = clock.instant();
        return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
    }
}
