package kilonova.kernel;

import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes ids. Ids are made by the application, never by a database. */
public interface Ids {

    /** A new id, larger than most made before (RFC 9562, version 7): rows land side by side in an index. */
    UUID next();

    static Ids timeOrdered(Clock clock, RandomGenerator random) {
        return () -> {
            long millis = clock.millis();
            long high = (millis << 16) | 0x7000L | (random.nextLong() & 0x0fffL);
            long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
            return new UUID(high, low);
        };
    }
}
