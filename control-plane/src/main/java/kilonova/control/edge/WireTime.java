package kilonova.control.edge;

import com.google.protobuf.Timestamp;

/** Times on the wire from and to microseconds since 1970, UTC, as rows keep them. */
public final class WireTime {
    private static final long MICROS = 1_000_000L;

    private WireTime() {}

    public static Timestamp of(long micros) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(micros, MICROS))
                .setNanos((int) Math.floorMod(micros, MICROS) * 1_000)
                .build();
    }

    /** Finer parts than a microsecond are cut off. */
    public static long micros(Timestamp time) {
        return time.getSeconds() * MICROS + time.getNanos() / 1_000;
    }
}
