package kilonova.control.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Hosts that have no stream and still count as up. Each has a lease to come back. When most nodes fall silent together that
 * is first taken as our own fault: all of them get one lease more.
 */
final class Silences {
    /** Fewer silent nodes than this prove nothing about ourselves. */
    private static final int MASS = 3;

    /** @param doubted it was given a second lease already */
    private record Silence(String nodeId, long untilMicros, boolean doubted) {}

    private final long leaseMicros;
    private final Map<String, Silence> byHost = new TreeMap<>();

    Silences(Duration lease) {
        this.leaseMicros = lease.toNanos() / 1_000;
    }

    synchronized void begin(String hostId, String nodeId, long nowMicros) {
        byHost.put(hostId, new Silence(nodeId, nowMicros + leaseMicros, false));
    }

    /** Its lease is over already: it was silent on an open stream. */
    synchronized void lapse(String hostId, long nowMicros) {
        byHost.computeIfPresent(hostId, (id, silence) -> new Silence(silence.nodeId(), nowMicros, silence.doubted()));
    }

    synchronized void end(String hostId) {
        byHost.remove(hostId);
    }

    /** We were not there to hear anybody: every lease begins anew. */
    synchronized void beginAnew(long nowMicros) {
        byHost.replaceAll((id, silence) -> new Silence(silence.nodeId(), nowMicros + leaseMicros, silence.doubted()));
    }

    /**
     * The hosts to be given up now, by id. They stay here until {@link #end}, so that giving them up may fail.
     *
     * @param speaking how many nodes are heard
     */
    synchronized List<String> over(long nowMicros, int speaking) {
        Set<String> silent = new HashSet<>();
        byHost.values().forEach(silence -> silent.add(silence.nodeId()));
        boolean mass = silent.size() >= MASS && silent.size() > speaking;
        var over = new ArrayList<String>();
        byHost.replaceAll((hostId, silence) -> {
            if (silence.untilMicros() > nowMicros) {
                return silence;
            }
            if (mass && !silence.doubted()) {
                return new Silence(silence.nodeId(), nowMicros + leaseMicros, true);
            }
            over.add(hostId);
            return silence;
        });
        return over;
    }
}
