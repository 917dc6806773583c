package kilonova.control.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/**
 * Hosts that have no stream and still count as up. Each has a lease to come back, to whichever replica. When most nodes fall
 * silent together that is first taken as our own fault: all of them get one lease more.
 */
final class Silences {
    /** Fewer silent nodes than this prove nothing about ourselves. */
    private static final int MASS = 3;

    /**
     * The last stream of a node, which ended, or whose replica did.
     *
     * @param epoch of the stream; when the node has a newer one by now, it is not silent
     * @param orphaned its replica lives no longer: whichever of those that live comes first gives the host up
     */
    record LastStream(String nodeId, long epoch, boolean orphaned) {
        private boolean isOrFollows(LastStream other) {
            return nodeId.equals(other.nodeId()) && epoch >= other.epoch();
        }
    }

    record GivenUp(String hostId, LastStream stream) {}

    /** @param doubted it was given a second lease already */
    private record Silence(LastStream stream, long untilMicros, boolean doubted) {}

    private final long leaseMicros;
    private final Map<String, Silence> byHost = new TreeMap<>();
    private final Map<String, Set<String>> hostsOf = new HashMap<>();

    Silences(Duration lease) {
        this.leaseMicros = lease.toNanos() / 1_000;
    }

    /** @param sinceMicros when it fell silent; one that was silent before on the same stream stays so since then */
    synchronized void begin(String hostId, LastStream stream, long sinceMicros) {
        Silence before = byHost.get(hostId);
        if (before == null || !before.stream().isOrFollows(stream)) {
            end(hostId);
            byHost.put(hostId, new Silence(stream, sinceMicros + leaseMicros, false));
            hostsOf.computeIfAbsent(stream.nodeId(), id -> new HashSet<>()).add(hostId);
        }
    }

    /** Its lease is over already: it was silent on an open stream. */
    synchronized void lapse(String hostId, long nowMicros) {
        byHost.computeIfPresent(hostId, (id, silence) -> new Silence(silence.stream(), nowMicros, silence.doubted()));
    }

    synchronized void end(String hostId) {
        Silence ended = byHost.remove(hostId);
        if (ended != null) {
            hostsOf.computeIfPresent(ended.stream().nodeId(), (id, hosts) -> {
                hosts.remove(hostId);
                return hosts.isEmpty() ? null : hosts;
            });
        }
    }

    /** The node has a newer stream, at whichever replica. */
    synchronized void endOf(String nodeId, long epoch) {
        for (String hostId : List.copyOf(hostsOf.getOrDefault(nodeId, Set.of()))) {
            Silence silence = byHost.get(hostId);
            if (silence != null && silence.stream().epoch() < epoch) {
                end(hostId);
            }
        }
    }

    /** We were not there to hear anybody: every lease begins anew. */
    synchronized void beginAnew(long nowMicros) {
        byHost.replaceAll((id, silence) -> new Silence(silence.stream(), nowMicros + leaseMicros, silence.doubted()));
    }

    /**
     * The hosts to be given up now, by id. They stay here until {@link #end}, so that giving them up may fail.
     *
     * @param connected how many nodes count as connected, the silent ones too; asked when it matters
     * @param orphans whether those of dead replicas are for this one to give up
     */
    synchronized List<GivenUp> over(long nowMicros, IntSupplier connected, boolean orphans) {
        if (byHost.values().stream().noneMatch(silence -> silence.untilMicros() <= nowMicros)) {
            return List.of();
        }
        int silent = hostsOf.size();
        boolean mass = silent >= MASS && silent > connected.getAsInt() - silent;
        var over = new ArrayList<GivenUp>();
        byHost.replaceAll((hostId, silence) -> {
            if (silence.untilMicros() > nowMicros) {
                return silence;
            }
            if (mass && !silence.doubted()) {
                return new Silence(silence.stream(), nowMicros + leaseMicros, true);
            }
            if (orphans || !silence.stream().orphaned()) {
                over.add(new GivenUp(hostId, silence.stream()));
            }
            return silence;
        });
        return over;
    }
}
