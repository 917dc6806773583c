package kilonova.control.node;

import io.grpc.Status;
import io.grpc.stub.CallStreamObserver;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import kilonova.control.enrollment.Enrollments;
import kilonova.control.guard.Guard;
import kilonova.control.host.Hosts;
import kilonova.control.host.Standing;
import kilonova.control.replica.Owner;
import kilonova.control.replica.Peers;
import kilonova.control.replica.Replicas;
import kilonova.control.store.Change;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.HypervisorReport;
import kilonova.node.v1.NodeMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams that nodes hold open to this replica. */
public final class NodeSessions {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSessions.class);
    private static final Status STOPPING =
            Status.UNAVAILABLE.withDescription("the control plane is stopping: connect again");
    private static final Status SUPERSEDED =
            Status.ABORTED.withDescription("another replica holds a newer stream of this node");

    private final Env env;
    private final Database database;
    private final Hosts hosts;
    private final Wishes wishes;
    private final Guests guests;
    private final NodeSettings settings;
    private final Executor pumps;
    private final Replicas replicas;
    private final StreamRepository streams = new StreamRepository();
    private final NodeQuestions questions;
    private final Map<String, NodeSession> byHost = new ConcurrentHashMap<>();
    private final Map<String, NodeSession> byNode = new ConcurrentHashMap<>();
    /** Those that came with a certificate, from before they are taken in: one that is revoked meanwhile is not missed. */
    private final Set<NodeSession> certified = ConcurrentHashMap.newKeySet();

    private final NodeClaims claims;
    private final ImageDownloads downloads;
    private final Silences silences;
    /** Hosts that went down and whose waiting operations have not been told so, and when to tell them. */
    private final Map<String, Long> lost = new ConcurrentHashMap<>();

    /** Hosts of streams whose Hello is being written, and of how many. */
    private final Map<String, Integer> arriving = new ConcurrentHashMap<>();

    /** A stream may have begun of which nobody here knows: its hosts are looked for at the next tick. */
    private volatile boolean unsure;

    private long tickedAtMicros;
    private Owner me = Owner.NONE;
    private Set<String> others = Set.of();
    private volatile boolean stopping;

    /** @param pumps where wishes are sent from; the simulator runs them itself */
    public NodeSessions(
            Env env,
            Database database,
            Hosts hosts,
            Enrollments enrollments,
            Wishes wishes,
            Guests guests,
            NodeSettings settings,
            Replicas replicas,
            Peers peers,
            Executor pumps) {
        this.env = env;
        this.database = database;
        this.hosts = hosts;
        this.wishes = wishes;
        this.guests = guests;
        this.settings = settings;
        this.pumps = pumps;
        this.replicas = replicas;
        this.questions = new NodeQuestions(
                hostId -> Optional.ofNullable(byHost.get(hostId)),
                new Relay(database, hosts, streams, replicas, peers),
                settings.answer());
        this.silences = new Silences(settings.lease());
        this.downloads = new ImageDownloads(env);
        this.claims = new NodeClaims(database, enrollments, wishes, guests);
    }

    NodeClaims claims() {
        return claims;
    }

    ImageDownloads downloads() {
        return downloads;
    }

    /** What is asked of nodes. */
    public NodeQuestions questions() {
        return questions;
    }

    /**
     * No stream is open yet. Hosts that were connected when the last process ended have a lease to come back: that they are
     * silent is our own doing. From here on wishes are stated as they change.
     */
    public void start() {
        me = replicas.me();
        others = replicas.others();
        adopt(env.nowMicros());
        database.feed().listen(this::listen, this::endAll);
    }

    /**
     * Hosts whose streams no other replica holds, in the life that it is in, have a lease to come back. Which lives there
     * are is read with the streams: one that was shut out takes streams again as soon as it began another life, before
     * anybody saw that.
     */
    private void adopt(long sinceMicros) {
        for (var host : database.read(tx -> streams.connectedBeside(tx, holders(tx)))) {
            if (!byHost.containsKey(host.hostId())) {
                String owner = host.held().owner().replica();
                boolean orphaned = !owner.isEmpty() && !owner.equals(me.replica());
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

    /** Nodes can come in from now on: what they were silent before was our own doing. */
    public void listening() {
        silences.beginAnew(env.nowMicros());
    }

    private long leaseMicros() {
        return settings.lease().toNanos() / 1_000;
    }

    /**
     * Ends streams that have not been heard of for a lease, gives up hosts that did not come back within one, and tells
     * whoever waits for those. Called a few times per lease; when it was not, nobody was there to hear the nodes, and all of
     * them begin a new lease.
     */
    public void tick() {
        long now = env.nowMicros();
        boolean overslept = tickedAtMicros != 0 && now - tickedAtMicros > leaseMicros() / 2;
        tickedAtMicros = now;
        lookAround(now);
        var open = new LinkedHashSet<>(byHost.values());
        if (overslept) {
            LOG.warn("nobody listened to the nodes for a while: each has a lease to be heard again");
            open.forEach(session -> session.heard(now));
            silences.beginAnew(now);
        }
        for (NodeSession session : open) {
            if (session.silentSince(now - leaseMicros())) {
                LOG.warn("node {} is silent: its lease is over", session.nodeId());
                session.end(Status.UNAVAILABLE.withDescription("no heartbeat within the lease: connect again"));
                closed(session);
                session.hostIds().forEach(hostId -> silences.lapse(hostId, now));
            }
        }
        List<Silences.GivenUp> gone =
                silences.over(now, () -> database.read(streams::connectedNodes), replicas.first());
        if (!gone.isEmpty()) {
            giveUp(gone);
        }
        tellWaiters(now);
        downloads.tick();
    }

    /** How often {@link #keepTalking} is to be called. */
    public Duration heartbeat() {
        return settings.heartbeat();
    }

    /** Lets every node know that this replica is here; no database, however slow, is in its way. */
    public void keepTalking() {
        byNode.values().forEach(NodeSession::keepTalking);
    }

    /** Another life begins without the streams of the one before; what a dead replica held is looked after from here on. */
    private void lookAround(long now) {
        if (!replicas.me().equals(me)) {
            me = replicas.me();
            endAll("this replica was shut out meanwhile: connect again");
        }
        Set<String> living = replicas.others();
        boolean fewer = !living.containsAll(others);
        others = living;
        boolean look = unsure;
        unsure = false;
        if (fewer) {
            adopt(now - Replicas.LEASE.toNanos() / 1_000);
        } else if (look) {
            adopt(now);
        }
    }

    /**
     * A host whose node has a newer stream by now, wherever that is, is left alone; none begins meanwhile. When that stream is
     * nobody's, as the answer to its Hello was lost, the next look finds it.
     */
    private void giveUp(List<Silences.GivenUp> silent) {
        // A Hello whose rows are being written may be committed before this is: it decides, and the next look asks
        // again.
        List<Silences.GivenUp> left = silent.stream()
                .filter(each -> !arriving.containsKey(each.hostId()))
                .toList();
        if (left.isEmpty()) {
            return;
        }
        database.write(tx -> {
            var newest = new HashMap<String, Optional<StreamRepository.Held>>();
            for (Silences.GivenUp each : left) {
                var held = newest.computeIfAbsent(
                        each.stream().nodeId(), id -> database.shared() ? streams.held(tx, id) : Optional.empty());
                if (!byHost.containsKey(each.hostId()) && isLast(tx, each.stream(), held)) {
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
    private void tellWaiters(long now) {
        lost.forEach((hostId, at) -> {
            if (at <= now) {
                guests.hostDown(hostId);
                lost.remove(hostId, at);
                if (at == 0) {
                    lost.putIfAbsent(hostId, now + leaseMicros());
                }
            }
        });
    }

    /** Ends every stream: this process stops. The nodes come to the next one by themselves. */
    public void close() {
        stopping = true;
        for (NodeSession session : new LinkedHashSet<>(byHost.values())) {
            session.end(STOPPING);
        }
    }

    /** @throws io.grpc.StatusRuntimeException PERMISSION_DENIED for what is not the peer's */
    NodeSession open(NodePeer peer, NodeMessage hello, CallStreamObserver<ControlMessage> out) {
        if (stopping) {
            throw STOPPING.asRuntimeException();
        }
        List<HypervisorReport> reports = hello.getHello().getHostsList();
        List<String> hostIds =
                reports.stream().map(HypervisorReport::getHostId).distinct().toList();
        var session = new NodeSession(peer, hello, hostIds, out, database, wishes, guests, pumps, env.nowMicros());
        if (peer instanceof NodePeer.Certified) {
            certified.add(session);
        }
        hostIds.forEach(host -> arriving.merge(host, 1, Integer::sum));
        try {
            // The rows come first: a Hello that cannot be written leaves no session behind.
            session.begins(database.write(tx -> {
                claims.requireHello(tx, peer, hello.getHello());
                long epoch = database.shared() ? streams.take(tx, session.nodeId(), replicas.me()) : 0;
                reported(tx, session, reports);
                return epoch;
            }));
        } catch (RuntimeException refused) {
            certified.remove(session);
            // It may have been committed all the same, and the node may never come again.
            unsure = true;
            arrived(hostIds);
            throw refused;
        }
        byNode.put(session.nodeId(), session);
        for (String hostId : hostIds) {
            NodeSession before = byHost.put(hostId, session);
            silences.end(hostId);
            if (before != null && before != session) {
                before.end(Status.ABORTED.withDescription("a newer stream of this host is open"));
                before.drain();
                certified.remove(before);
            }
        }
        arrived(hostIds);
        session.welcome(settings);
        LOG.info("node {} connected with {} host(s)", session.nodeId(), hostIds.size());
        if (session.ended()) {
            closed(session);
        }
        return session;
    }

    private void arrived(List<String> hostIds) {
        hostIds.forEach(host -> arriving.computeIfPresent(host, (id, streams) -> streams == 1 ? null : streams - 1));
    }

    private void reported(Tx tx, NodeSession session, List<HypervisorReport> reports) {
        for (HypervisorReport report : reports) {
            hosts.reported(tx, NodeProto.report(report, session.nodeId()));
        }
    }

    /** Takes a message in its turn; one that came before is left alone, and what was lost is asked for. */
    void received(NodeSession session, NodeMessage message) {
        session.taking(() -> {
            try {
                inOrder(session, message);
            } finally {
                session.heard(env.nowMicros());
            }
        });
    }

    private void inOrder(NodeSession session, NodeMessage message) {
        switch (session.order().of(message.getSequence())) {
            case NEXT -> take(session, message);
            case AFTER_GAP -> {
                session.askForAll();
                take(session, message);
            }
            case STALE -> LOG.warn("node {}: message {} came again", session.nodeId(), message.getSequence());
        }
    }

    private void take(NodeSession session, NodeMessage message) {
        NodeClaims.requireOwn(session, message);
        switch (message.getMessageCase()) {
            case SNAPSHOT -> {
                String hostId = message.getSnapshot().getHostId();
                guests.snapshot(tenure(session), hostId, message.getSnapshot().getGuestsList());
                session.stateAll(hostId);
            }
            case FACTS -> {
                List<HypervisorReport> reports = message.getFacts().getHostsList();
                if (!reports.isEmpty()) {
                    NodeClaims.requireNames(session.peer(), reports);
                    database.write(tx -> {
                        tenure(session).hold(tx);
                        reported(tx, session, reports);
                        return true;
                    });
                }
                // All that it says goes into as few commits as can be.
                guests.observed(tenure(session), message.getFacts().getGuestsList());
            }
            case ANSWER -> session.questions().answered(message.getAnswer());
            case HEARTBEAT, HELLO, MESSAGE_NOT_SET -> {}
        }
    }

    /** Where no other replica is, a newer stream ends the one before and waits for what is being taken. */
    private Tenure tenure(NodeSession session) {
        return database.shared()
                ? tx -> {
                    long newest = streams.held(tx, session.nodeId())
                            .map(StreamRepository.Held::epoch)
                            .orElse(0L);
                    if (newest != session.epoch()) {
                        throw SUPERSEDED.asRuntimeException();
                    }
                }
                : Tenure.SURE;
    }

    void closed(NodeSession session) {
        session.closed();
        certified.remove(session);
        byNode.remove(session.nodeId(), session);
        long now = env.nowMicros();
        int silent = 0;
        for (String hostId : session.hostIds()) {
            if (byHost.remove(hostId, session)) {
                silences.begin(hostId, new Silences.LastStream(session.nodeId(), session.epoch(), false), now);
                silent++;
            }
        }
        if (silent > 0) {
            LOG.info("the stream of node {} ended; {} host(s) have a lease to come back", session.nodeId(), silent);
        }
    }

    /** Wishes may have changed unheard of: nodes come back, and are told all of them. */
    private void endAll() {
        endAll("wishes changed unheard of: connect again");
    }

    private void endAll(String why) {
        for (NodeSession session : new LinkedHashSet<>(byHost.values())) {
            session.end(Status.UNAVAILABLE.withDescription(why));
            closed(session);
        }
    }

    /** The node went to another replica: its hosts are not silent, whatever becomes of the stream that it left here. */
    private void heldElsewhere(String nodeId, long epoch) {
        silences.endOf(nodeId, epoch);
        NodeSession left = byNode.get(nodeId);
        if (left != null && left.epoch() < epoch && byNode.remove(nodeId, left)) {
            left.hostIds().forEach(hostId -> byHost.remove(hostId, left));
            left.end(SUPERSEDED);
            closed(left);
        }
    }

    /** The node has another certificate now, or none: a stream under the one of before ends. */
    private void endUnlessTaken(String nodeId, String serial) {
        for (NodeSession session : certified) {
            if (session.peer() instanceof NodePeer.Certified node
                    && node.pass().nodeId().equals(nodeId)
                    && !node.serial().equals(serial)) {
                LOG.warn("{}: its stream ends, its certificate is no longer taken", node.words());
                session.end(Status.PERMISSION_DENIED.withDescription(
                        "the certificate of node " + node.pass().name() + " was replaced or revoked"));
                closed(session);
            }
        }
    }

    private void listen(List<Committed> committed) {
        for (Committed each : committed) {
            Change change = each.change();
            switch (change.kind()) {
                case Wishes.KIND -> {
                    String hostId = change.payload().orElse("");
                    NodeSession session = byHost.get(hostId);
                    if (session != null) {
                        session.wishChanged(
                                hostId, change.id(), change.knowledge().map(FreshWish.class::cast));
                    }
                }
                case StreamRepository.KIND -> {
                    if (!change.payload().equals(Optional.of(replicas.me().replica()))) {
                        heldElsewhere(change.id(), change.generation());
                    }
                }
                case Hosts.KIND -> {
                    if (change.payload()
                            .map(Standing::unpack)
                            .filter(Standing::wentDown)
                            .isPresent()) {
                        lost.put(change.id(), 0L);
                    }
                }
                case Enrollments.KIND ->
                    endUnlessTaken(change.id(), change.payload().orElse(""));
                default -> {}
            }
        }
    }
}
