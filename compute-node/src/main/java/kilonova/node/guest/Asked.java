package kilonova.node.guest;

import java.time.Instant;

/** When a run of a guest was asked to shut down by itself, for the first and for the last time. */
record Asked(Instant first, Instant last) {
    static Asked at(Instant now) {
        return new Asked(now, now);
    }

    Asked again(Instant now) {
        return new Asked(first, now);
    }
}
