package kilonova.control.scheduling;

import java.util.BitSet;
import java.util.List;

/** Which of the fitting hosts is best: the one with most left, each resource counted as a share of the best (Nova's default weighers). */
final class Weights {
    private static final List<String> RESOURCES = List.of("MEMORY_MB", "VCPU", "DISK_GB");

    private Weights() {}

    /** @return the slot of the best, -1 of none; the first of equals */
    static int best(HostMemory memory, BitSet hosts) {
        double[] scores = new double[hosts.length()];
        for (String resource : RESOURCES) {
            long least = Long.MAX_VALUE;
            long most = Long.MIN_VALUE;
            for (int slot = hosts.nextSetBit(0); slot >= 0; slot = hosts.nextSetBit(slot + 1)) {
                long free = memory.free(resource, slot);
                least = Math.min(least, free);
                most = Math.max(most, free);
            }
            if (most > least) {
                double span = (double) most - least;
                for (int slot = hosts.nextSetBit(0); slot >= 0; slot = hosts.nextSetBit(slot + 1)) {
                    scores[slot] += (memory.free(resource, slot) - least) / span;
                }
            }
        }
        int best = -1;
        for (int slot = hosts.nextSetBit(0); slot >= 0; slot = hosts.nextSetBit(slot + 1)) {
            if (best < 0 || scores[slot] > scores[best]) {
                best = slot;
            }
        }
        return best;
    }
}
