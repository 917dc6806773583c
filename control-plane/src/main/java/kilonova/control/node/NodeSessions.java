package kilonova.control.node;

import io.grpc.Status;
import io.grpc.stub.CallStreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import kilonova.control.enrollment.Enrollments;
import kilonova.control.host.Hosts;
import kilonova.control.host.Standing;
import kilonova.control.replica.Owner;
import kilonova.control.replica.Peers;
import kilonova.control.replica.Replicas;
import kilonova.control.store.Change;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;
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
    private final LastHeard heard;
    private final OpenStreams open = new OpenStreams();
    private final FailureDetector failures;
    private final NodeInbox inbox;
    private final NodeClaims claims;
    private final ImageDownloads downloads;
    private long tickedAtMicros;
    private Owner me = Owner.NONE;
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
        var relay = new Relay(database, hosts, streams, replicas, peers);
        this.questions = new NodeQuestions(open::ofHost, relay, settings.answer());
        this.heard = new LastHeard(open::ofHost, relay);
        this.inbox = new NodeInbox(env, database, hosts, guests, streams);
        this.failures = new FailureDetector(database, hosts, guests, settings, replicas, streams, open);
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

    /** When nodes were last heard. */
    public LastHeard lastHeard() {
        return heard;
    }

    /**
     * No stream is open yet. Hosts that were connected when the last process ended have a lease to come back: that they are
     * silent is our own doing. From here on wishes are stated as they change.
     */
    public void start() {
        me = replicas.me();
        failures.start(env.nowMicros());
        database.feed().listen(this::listen, this::endAll);
    }

    /** Nodes can come in from now on: what they were silent before was our own doing. */
    public void listening() {
        failures.beginAnew(env.nowMicros());
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
        beginAnotherLife();
        failures.lookAround(now);
        Set<NodeSession> sessions = open.all();
        if (overslept) {
            LOG.warn("nobody listened to the nodes for a while: each has a lease to be heard again");
            sessions.forEach(session -> session.heard(now));
            failures.beginAnew(now);
        }
        for (NodeSession session : sessions) {
            if (session.silentSince(now - leaseMicros())) {
                LOG.warn("node {} is silent: its lease is over", session.nodeId());
                session.end(Status.UNAVAILABLE.withDescription("no heartbeat within the lease: connect again"));
                closed(session);
                failures.lapse(session.hostIds(), now);
            }
        }
        failures.giveUp(now);
        failures.tellWaiters(now);
        downloads.tick();
    }

    /** How often {@link #keepTalking} is to be called. */
    public Duration heartbeat() {
        return settings.heartbeat();
    }

    /** Lets every node know that this replica is here; no database, however slow, is in its way. */
    public void keepTalking() {
        open.ofNodes().forEach(NodeSession::keepTalking);
    }

    /** Another life begins without the streams of the one before. */
    private void beginAnotherLife() {
        if (!replicas.me().equals(me)) {
            me = replicas.me();
            endAll("this replica was shut out meanwhile: connect again");
        }
    }

    /** Ends every stream: this process stops. The nodes come to the next one by themselves. */
    public void close() {
        stopping = true;
        for (NodeSession session : open.all()) {
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
        open.arrives(session);
        try {
            // The rows come first: a Hello that cannot be written leaves no session behind.
            session.begins(database.write(tx -> {
                claims.requireHello(tx, peer, hello.getHello());
                long epoch = database.shared() ? streams.take(tx, session.nodeId(), replicas.me()) : 0;
                inbox.reported(tx, session, reports);
                return epoch;
            }));
        } catch (RuntimeException refused) {
            open.forget(session);
            // It may have been committed all the same, and the node may never come again.
            failures.unsure();
            open.arrived(session);
            throw refused;
        }
        Set<NodeSession> replaced = open.enter(session);
        failures.returned(hostIds);
        for (NodeSession before : replaced) {
            before.end(Status.ABORTED.withDescription("a newer stream of this host is open"));
            before.drain();
            open.forget(before);
        }
        open.arrived(session);
        session.welcome(settings);
        LOG.info("node {} connected with {} host(s)", session.nodeId(), hostIds.size());
        if (session.ended()) {
            closed(session);
        }
        return session;
    }

    /** Takes a message in its turn; one that came before is left alone, and what was lost is asked for. */
    void received(NodeSession session, NodeMessage message) {
        inbox.received(session, message);
    }

    void closed(NodeSession session) {
        session.closed();
        List<String> silent = open.leave(session);
        if (!silent.isEmpty()) {
            failures.silent(silent, session, env.nowMicros());
            LOG.info(
                    "the stream of node {} ended; {} host(s) have a lease to come back",
                    session.nodeId(),
                    silent.size());
        }
    }

    /** Wishes may have changed unheard of: nodes come back, and are told all of them. */
    private void endAll() {
        endAll("wishes changed unheard of: connect again");
    }

    private void endAll(String why) {
        for (NodeSession session : open.all()) {
            session.end(Status.UNAVAILABLE.withDescription(why));
            closed(session);
        }
    }

    /** The node went to another replica: its hosts are not silent, whatever becomes of the stream that it left here. */
    private void heldElsewhere(String nodeId, long epoch) {
        failures.heldElsewhere(nodeId, epoch);
        open.ofNode(nodeId).filter(left -> left.epoch() < epoch).ifPresent(left -> {
            open.leave(left);
            left.end(NodeInbox.SUPERSEDED);
            closed(left);
        });
    }

    /** The node has another certificate now, or none: a stream under the one of before ends. */
    private void endUnlessTaken(String nodeId, String serial) {
        for (NodeSession session : open.certified()) {
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
                    open.ofHost(hostId)
                            .ifPresent(session -> session.wishChanged(
                                    hostId, change.id(), change.knowledge().map(FreshWish.class::cast)));
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
                        failures.wentDown(change.id());
                    }
                }
                case Enrollments.KIND ->
                    endUnlessTaken(change.id(), change.payload().orElse(""));
                default -> {}
            }
        }
    }
}
