package kilonova.control.node;

import io.grpc.Status;
import io.grpc.stub.CallStreamObserver;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kilonova.control.enrollment.Enrollments;
import kilonova.control.host.Host;
import kilonova.control.host.Hosts;
import kilonova.control.host.Standing;
import kilonova.control.store.Change;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.HypervisorReport;
import kilonova.node.v1.NodeMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams that nodes hold open to this replica. */
public final class NodeSessions {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSessions.class);

    private final Env env;
    private final Database database;
    private final Hosts hosts;
    private final Wishes wishes;
    private final Guests guests;
    private final NodeSettings settings;
    private final Executor pumps;
    private final Map<String, NodeSession> byHost = new ConcurrentHashMap<>();
    /** Those that came with a certificate, from before they are taken in: one that is revoked meanwhile is not missed. */
    private final Set<NodeSession> certified = ConcurrentHashMap.newKeySet();

    private final NodeClaims claims;
    private final ImageDownloads downloads;
    private final Silences silences;
    /** Hosts that went down and whose waiting operations have not been told so, and when to tell them. */
    private final Map<String, Long> lost = new ConcurrentHashMap<>();

    private long tickedAtMicros;

    /** @param pumps where wishes are sent from; the simulator runs them itself */
    public NodeSessions(
            Env env,
            Database database,
            Hosts hosts,
            Enrollments enrollments,
            Wishes wishes,
            Guests guests,
            NodeSettings settings,
            Executor pumps) {
        this.env = env;
        this.database = database;
        this.hosts = hosts;
        this.wishes = wishes;
        this.guests = guests;
        this.settings = settings;
        this.pumps = pumps;
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

    /**
     * No stream is open yet. Hosts that were connected when the last process ended have a lease to come back: that they are
     * silent is our own doing. From here on wishes are stated as they change.
     */
    public void start() {
        long now = env.nowMicros();
        database.read(hosts::all).stream()
                .filter(Host::connected)
                .forEach(host -> silences.begin(host.id(), host.nodeId(), now));
        database.feed().listen(this::listen, this::endAll);
    }

    private long leaseMicros() {
        return settings.lease().toNanos() / 1_000;
    }

    /**
     * Asks the host for the end of a guest's serial log.
     *
     * @param lines from the end, -1 for all
     * @throws kilonova.kernel.ProblemException Unavailable while the host is away
     */
    public String consoleOutput(String hostId, String serverId, int lines) {
        var question = ControlMessage.Question.newBuilder()
                .setHostId(hostId)
                .setServerId(serverId)
                .setConsoleOutput(ControlMessage.ConsoleOutput.newBuilder().setLines(lines));
        return ask(hostId, question).getConsoleOutput();
    }

    private NodeMessage.Answer ask(String hostId, ControlMessage.Question.Builder question) {
        NodeSession session = Optional.ofNullable(byHost.get(hostId)).orElseThrow(() -> away(hostId));
        OpenQuestions.Asked asked = session.questions().open();
        try {
            session.ask(question.setId(asked.id()).build());
            NodeMessage.Answer answer = asked.answer().get(settings.answer().toMillis(), TimeUnit.MILLISECONDS);
            if (!answer.getError().isEmpty()) {
                throw new Problem.Unavailable(answer.getError(), Duration.ofSeconds(5)).raise();
            }
            return answer;
        } catch (ExecutionException | TimeoutException lost) {
            throw away(hostId);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw away(hostId);
        } finally {
            session.questions().forget(asked.id());
        }
    }

    private static RuntimeException away(String hostId) {
        return new Problem.Unavailable(
                        "The host " + hostId + " does not answer: try again later.", Duration.ofSeconds(5))
                .raise();
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
        List<String> gone = silences.over(now, new LinkedHashSet<>(byHost.values()).size());
        if (!gone.isEmpty()) {
            giveUp(gone);
        }
        tellWaiters(now);
        downloads.tick();
    }

    private void giveUp(List<String> hostIds) {
        database.write(tx -> {
            hostIds.stream().filter(hostId -> !byHost.containsKey(hostId)).forEach(hostId -> hosts.gone(tx, hostId));
            return true;
        });
        hostIds.forEach(silences::end);
        LOG.warn("{} host(s) did not come back", hostIds.size());
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
        for (NodeSession session : new LinkedHashSet<>(byHost.values())) {
            session.end(Status.UNAVAILABLE.withDescription("the control plane is stopping: connect again"));
        }
    }

    /** @throws io.grpc.StatusRuntimeException PERMISSION_DENIED for what is not the peer's */
    NodeSession open(NodePeer peer, NodeMessage hello, CallStreamObserver<ControlMessage> out) {
        List<HypervisorReport> reports = hello.getHello().getHostsList();
        List<String> hostIds =
                reports.stream().map(HypervisorReport::getHostId).distinct().toList();
        var session = new NodeSession(peer, hello, hostIds, out, database, wishes, guests, pumps, env.nowMicros());
        if (peer instanceof NodePeer.Certified) {
            certified.add(session);
        }
        try {
            // The rows come first: a Hello that cannot be written leaves no session behind.
            database.write(tx -> {
                claims.requireHello(tx, peer, hello.getHello());
                reported(tx, session, reports);
                return true;
            });
        } catch (RuntimeException refused) {
            certified.remove(session);
            throw refused;
        }
        for (String hostId : hostIds) {
            NodeSession before = byHost.put(hostId, session);
            silences.end(hostId);
            if (before != null && before != session) {
                before.end(Status.ABORTED.withDescription("a newer stream of this host is open"));
                before.drain();
            }
        }
        session.welcome(settings);
        LOG.info("node {} connected with {} host(s)", session.nodeId(), hostIds.size());
        if (session.ended()) {
            closed(session);
        }
        return session;
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
                guests.snapshot(hostId, message.getSnapshot().getGuestsList());
                session.stateAll(hostId);
            }
            case FACTS -> {
                List<HypervisorReport> reports = message.getFacts().getHostsList();
                if (!reports.isEmpty()) {
                    NodeClaims.requireNames(session.peer(), reports);
                    database.write(tx -> {
                        reported(tx, session, reports);
                        return true;
                    });
                }
                // All that it says goes into as few commits as can be.
                guests.observed(message.getFacts().getGuestsList());
            }
            case ANSWER -> session.questions().answered(message.getAnswer());
            case HEARTBEAT, HELLO, MESSAGE_NOT_SET -> {}
        }
    }

    void closed(NodeSession session) {
        session.closed();
        certified.remove(session);
        long now = env.nowMicros();
        int silent = 0;
        for (String hostId : session.hostIds()) {
            if (byHost.remove(hostId, session)) {
                silences.begin(hostId, session.nodeId(), now);
                silent++;
            }
        }
        if (silent > 0) {
            LOG.info("the stream of node {} ended; {} host(s) have a lease to come back", session.nodeId(), silent);
        }
    }

    /** Wishes may have changed unheard of: nodes come back, and are told all of them. */
    private void endAll() {
        for (NodeSession session : new LinkedHashSet<>(byHost.values())) {
            session.end(Status.UNAVAILABLE.withDescription("wishes changed unheard of: connect again"));
            closed(session);
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
