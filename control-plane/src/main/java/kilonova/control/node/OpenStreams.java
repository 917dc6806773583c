package kilonova.control.node;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which stream each node and each host has at this replica; and those that are just coming. */
final class OpenStreams {
    private final Map<String, NodeSession> byHost = new ConcurrentHashMap<>();
    private final Map<String, NodeSession> byNode = new ConcurrentHashMap<>();
    /** Those that came with a certificate, from before they are taken in: one that is revoked meanwhile is not missed. */
    private final Set<NodeSession> certified = ConcurrentHashMap.newKeySet();

    /** Hosts of streams whose Hello is being written, and of how many. */
    private final Map<String, Integer> arriving = new ConcurrentHashMap<>();

    Optional<NodeSession> ofHost(String hostId) {
        return Optional.ofNullable(byHost.get(hostId));
    }

    Optional<NodeSession> ofNode(String nodeId) {
        return Optional.ofNullable(byNode.get(nodeId));
    }

    boolean has(String hostId) {
        return byHost.containsKey(hostId);
    }

    /** As of now. */
    Set<NodeSession> all() {
        return new LinkedHashSet<>(byHost.values());
    }

    /** One of each node; more may come and go while they are looked at. */
    Collection<NodeSession> ofNodes() {
        return byNode.values();
    }

    /** The same of those that came with a certificate, those too that are not taken in yet. */
    Collection<NodeSession> certified() {
        return certified;
    }

    /** Its Hello is about to be written. */
    void arrives(NodeSession session) {
        if (session.peer() instanceof NodePeer.Certified) {
            certified.add(session);
        }
        session.hostIds().forEach(host -> arriving.merge(host, 1, Integer::sum));
    }

    boolean isArriving(String hostId) {
        return arriving.containsKey(hostId);
    }

    /** Its Hello is written, or was not. */
    void arrived(NodeSession session) {
        session.hostIds()
                .forEach(host -> arriving.computeIfPresent(host, (id, streams) -> streams == 1 ? null : streams - 1));
    }

    /** @return those whose place it took */
    Set<NodeSession> enter(NodeSession session) {
        byNode.put(session.nodeId(), session);
        var before = new LinkedHashSet<NodeSession>();
        for (String hostId : session.hostIds()) {
            NodeSession replaced = byHost.put(hostId, session);
            if (replaced != null && replaced != session) {
                before.add(replaced);
            }
        }
        return before;
    }

    /** @return its hosts that have no stream now */
    List<String> leave(NodeSession session) {
        certified.remove(session);
        byNode.remove(session.nodeId(), session);
        return session.hostIds().stream()
                .filter(hostId -> byHost.remove(hostId, session))
                .toList();
    }

    /** It is taken for one without a certificate: nothing ends it for the sake of one. */
    void forget(NodeSession session) {
        certified.remove(session);
    }
}
