package kilonova.control.server;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;

/** Times of rows as times of messages. */
final class Micros {
    private Micros() {}

    static long of(Timestamp time) {
        return Timestamps.toMicros(time);
    }

    static Timestamp stamp(long micros) {
        return Timestamps.fromMicros(micros);
    }
}
