package kilonova.lab.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/** What happened in a run, in the order in which it was seen: what clients asked and were told, and a timeline in words. */
final class History {
    private static final double MILLIS = 1_000;

    private final LongSupplier clock;
    private volatile long began;
    private final List<Exchange> exchanges = new ArrayList<>();
    private final List<String> timeline = new ArrayList<>();

    /** @param clock milliseconds, from whenever */
    History(LongSupplier clock) {
        this.clock = clock;
        this.began = clock.getAsLong();
    }

    /** From here on times are told from now. */
    void begin() {
        began = clock.getAsLong();
    }

    /** Milliseconds since the run began. */
    long now() {
        return clock.getAsLong() - began;
    }

    synchronized void add(Exchange exchange) {
        exchanges.add(exchange);
    }

    synchronized void tell(String words) {
        timeline.add(String.format(Locale.ROOT, "%7.1f s  %s", now() / MILLIS, words));
    }

    synchronized List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    synchronized List<String> timeline() {
        return List.copyOf(timeline);
    }
}
