package kilonova.control.node;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import kilonova.control.guard.Guard;
import kilonova.control.host.Hosts;
import kilonova.control.replica.Owner;
import kilonova.control.replica.Replicas;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the hosts that are gone: gives up those that did not come back within a lease, and tells whoever waits for them. */
final class FailureDetector {
    private static final Logger LOG = LoggerFactory.getLogger(FailureDetector.class);

    private final Database database;
    private final Hosts hosts;
    private final Guests guests;
    private final Replicas replicas;
    private final StreamRepository streams;
    private final OpenStreams open;
    private final long leaseMicros;
    private final Silences silences;
    /** Hosts that went down and whose waiting operations have not been told so, and when to tell them. */
    private final Map<String, Long> lost = new ConcurrentHashMap<>();

    /** A stream may have begun of which nobody here knows: its hosts are looked for at the next tick. */
    private volatile boolean unsure;

    private Set<String> others = Set.of();

    FailureDetector(
            Database database,
            Hosts hosts,
            Guests guests,
            NodeSettings settings,
            Replicas replicas,
            StreamRepository streams,
            OpenStreams open) {
        this.database = database;
        this.hosts = hosts;
        this.guests = guests;
        this.replicas = replicas;
        this.streams = streams;
        this.open = open;
        this.leaseMicros = settings.lease().toNanos() / 1_000;
        this.silences = new Silences(settings.lease());
    }

    /** Hosts that were connected when the last process ended have a lease to come back. */
    void start(long nowMicros) {
        others = replicas.others();
        adopt(nowMicros);
    }

    /** Nobody was there to hear the nodes until now: every lease begins anew. */
    void beginAnew(long nowMicros) {
        silences.beginAnew(nowMicros);
    }

    /** They have a stream here. */
    void returned(Iterable<String> hostIds) {
        hostIds.forEach(silences::end);
    }

    /** They have none here any more, and may be silent. */
    void silent(Iterable<String> hostIds, NodeSession last, long sinceMicros) {
        hostIds.forEach(hostId ->
                silences.begin(hostId, new Silences.LastStream(last.nodeId(), last.epoch(), false), sinceMicros));
    }

    /** Those that were silent on an open stream have had their lease. */
    void lapse(Iterable<String> hostIds, long nowMicros) {
        hostIds.forEach(hostId -> silences.lapse(hostId, nowMicros));
    }

    /** The node has a newer stream at another replica: its hosts are not silent. */
    void heldElsewhere(String nodeId, long epoch) {
        silences.endOf(nodeId, epoch);
    }

    /** A stream may have begun of which nobody here knows. */
    void unsure() {
        unsure = true;
    }

    /** The host counts as down: whoever waits for it is told at the next {@link #tellWaiters}. */
    void wentDown(String hostId) {
        lost.put(hostId, 0L);
    }

    /** What a dead replica held is looked after from here on. */
    void lookAround(long nowMicros) {
        Set<String> living = replicas.others();
        boolean fewer = !living.containsAll(others);
        others = living;
        boolean look = unsure;
        unsure = false;
        if (fewer) {
            adopt(nowMicros - Replicas.LEASE.toNanos() / 1_000);
        } else if (look) {
            adopt(nowMicros);
        }
    }

    /**
     * Hosts whose streams no other replica holds, in the life that it is in, have a lease to come back. Which lives there
     * are is read with the streams: one that was shut out takes streams again as soon as it began another life, before
     * anybody saw that.
     */
    private void adopt(long sinceMicros) {
        String me = replicas.me().replica();
        for (var host : database.read(tx -> streams.connectedBeside(tx, holders(tx)))) {
            if (!open.has(host.hostId())) {
                String owner = host.held().owner().replica();
                boolean orphaned = !owner.isEmpty() && !owner.equals(me);
                silences.begin(
                        host.hostId(),
                        new Silences.LastStream(host.nodeId(), host.held().epoch(), orphaned),
                        sinceMicros);
            }
        }
    }

    /** In whose hands streams are safe, without this one's. */
    private List<Owner> holders(Tx tx) {
        return Guard.HOLDER_ASKED.stands() ? replicas.livesOfOthers(tx) : List.of();
    }

    /** Those whose lease is over. */
    void giveUp(long nowMicros) {
        List<Silences.GivenUp> gone =
                silences.over(nowMicros, () -> database.read(streams::connectedNodes), replicas.first());
        if (!gone.isEmpty()) {
            giveUp(gone);
        }
    }

    /**
     * A host whose node has a newer stream by now, wherever that is, is left alone; none begins meanwhile. When that stream is
     * nobody's, as the answer to its Hello was lost, the next look finds it.
     */
    private void giveUp(List<Silences.GivenUp> silent) {
        // A Hello whose rows are being written may be committed before this is: it decides, and the next look asks
        // again.
        List<Silences.GivenUp> left =
                silent.stream().filter(each -> !open.isArriving(each.hostId())).toList();
        if (left.isEmpty()) {
            return;
        }
        database.write(tx -> {
            var newest = new HashMap<String, Optional<StreamRepository.Held>>();
            for (Silences.GivenUp each : left) {
                var held = newest.computeIfAbsent(
                        each.stream().nodeId(), id -> database.shared() ? streams.held(tx, id) : Optional.empty());
                if (!open.has(each.hostId()) && isLast(tx, each.stream(), held)) {
                    hosts.gone(tx, each.hostId());
                }
            }
            return true;
        });
        left.forEach(each -> silences.end(each.hostId()));
        unsure = true;
        LOG.warn("{} host(s) did not come back", left.size());
    }

    /** Whether the node had no stream after it, and nobody who lives holds this one: a stale look may have said so. */
    private boolean isLast(Tx tx, Silences.LastStream stream, Optional<StreamRepository.Held> held) {
        return held.map(StreamRepository.Held::epoch).orElse(0L) == stream.epoch()
                && held.map(StreamRepository.Held::owner)
                        .filter(holders(tx)::contains)
                        .isEmpty();
    }

    /** At once, and a lease later again: what chose the host before it knew is told then. What fails is told again. */
    void tellWaiters(long nowMicros) {
        lost.forEach((hostId, at) -> {
            if (at <= nowMicros) {
                guests.hostDown(hostId);
                lost.remove(hostId, at);
                if (at == 0) {
                    lost.putIfAbsent(hostId, nowMicros + leaseMicros);
                }
            }
        });
    }
}
