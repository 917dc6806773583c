package kilonova.control.node;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** When the nodes of hosts were last heard. That is in the memory of whoever holds their streams: heartbeats are not written. */
public final class LastHeard {
    /** What the other replicas have, all together. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Function<String, Optional<NodeSession>> here;
    private final Relay relay;

    /** @param here the stream that speaks for a host, where this replica holds it */
    LastHeard(Function<String, Optional<NodeSession>> here, Relay relay) {
        this.here = here;
        this.relay = relay;
    }

    /**
     * As of now. Outside of any transaction: where this replica does not hold the streams of all of them, others are asked.
     *
     * @return microseconds by the host's id; without those of which nobody says in time
     */
    public Map<String, Long> of(Collection<String> hostIds) {
        Map<String, Long> known = here(hostIds);
        List<String> elsewhere =
                hostIds.stream().filter(id -> !known.containsKey(id)).toList();
        if (!elsewhere.isEmpty()) {
            relay.lastHeard(elsewhere, PATIENCE).forEach(known::putIfAbsent);
        }
        return known;
    }

    /** The same of those alone whose streams this replica holds. */
    Map<String, Long> here(Collection<String> hostIds) {
        var known = new HashMap<String, Long>();
        for (String id : hostIds) {
            here.apply(id).ifPresent(session -> known.put(id, session.heardAtMicros()));
        }
        return known;
    }
}
