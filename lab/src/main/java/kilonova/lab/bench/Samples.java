package kilonova.lab.bench;

import java.util.Arrays;
import java.util.Collection;

/** Durations of one kind, in milliseconds. */
final class Samples {
    private static final double NANOS_PER_MILLI = 1e6;

    private final double[] sorted;

    private Samples(double[] sorted) {
        this.sorted = sorted;
    }

    /** At least one is needed. */
    static Samples ofNanos(Collection<Long> nanos) {
        if (nanos.isEmpty()) {
            throw new IllegalArgumentException("samples: none (expected: at least one)");
        }
        double[] millis =
                nanos.stream().mapToDouble(each -> each / NANOS_PER_MILLI).toArray();
        Arrays.sort(millis);
        return new Samples(millis);
    }

    double median() {
        return percentile(50);
    }

    /** The smallest sample that at least that share of all samples does not exceed (nearest rank). */
    double percentile(int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("percent: " + percent + " (expected: 1..100)");
        }
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[rank - 1];
    }
}
