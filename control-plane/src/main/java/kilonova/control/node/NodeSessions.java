package kilonova.control.node;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kilonova.control.host.Host;
import kilonova.control.host.Hosts;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;
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
    /** Hosts without a stream that still count as up, and until when. */
    private final Map<String, Long> awaited = new ConcurrentHashMap<>();

    /** @param pumps where wishes are sent from; the simulator runs them itself */
    public NodeSessions(
            Env env,
            Database database,
            Hosts hosts,
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
    }

    /**
     * No stream is open yet. Hosts that were connected when the last process ended have a lease to come back: that they are
     * silent is our own doing. From here on wishes are stated as they change.
     */
    public void start() {
        database.read(hosts::all).stream().filter(Host::connected).map(Host::id).forEach(this::await);
        database.feed().listen(this::listen);
    }

    /** A silent host counts as gone once a lease has passed. */
    private void await(String hostId) {
        awaited.put(hostId, env.nowMicros() + leaseMicros());
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
        CompletableFuture<NodeMessage.Answer> asked = session.ask(question);
        try {
            NodeMessage.Answer answer = asked.get(settings.answer().toMillis(), TimeUnit.MILLISECONDS);
            if (!answer.getError().isEmpty()) {
                throw new Problem.Unavailable(answer.getError(), Duration.ofSeconds(5)).raise();
            }
            return answer;
        } catch (ExecutionException | TimeoutException lost) {
            throw away(hostId);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw away(hostId);
        }
    }

    private static RuntimeException away(String hostId) {
        return new Problem.Unavailable(
                        "The host " + hostId + " does not answer: try again later.", Duration.ofSeconds(5))
                .raise();
    }

    /** Ends streams that have not been heard of for a lease, and gives up hosts that did not come back within one. */
    public void tick() {
        long now = env.nowMicros();
        for (NodeSession session : new LinkedHashSet<>(byHost.values())) {
            if (!session.busy() && session.heardAtMicros() < now - leaseMicros()) {
                LOG.warn("node {} is silent: its lease is over", session.nodeId());
                session.end(Status.UNAVAILABLE.withDescription("no heartbeat within the lease: connect again"));
                closed(session);
                session.hostIds().forEach(hostId -> awaited.computeIfPresent(hostId, (id, until) -> now));
            }
        }
        var gone = new ArrayList<String>();
        awaited.forEach((hostId, until) -> {
            if (until <= now) {
                gone.add(hostId);
            }
        });
        if (!gone.isEmpty()) {
            gone.sort(null);
            giveUp(gone);
        }
    }

    private void giveUp(List<String> hostIds) {
        database.write(tx -> {
            hostIds.stream().filter(hostId -> !byHost.containsKey(hostId)).forEach(hostId -> hosts.gone(tx, hostId));
            return true;
        });
        hostIds.forEach(awaited::remove);
        LOG.warn("{} host(s) did not come back", hostIds.size());
    }

    NodeSession open(NodeMessage.Hello hello, StreamObserver<ControlMessage> out) {
        List<String> hostIds = hello.getHostsList().stream()
                .map(HypervisorReport::getHostId)
                .distinct()
                .toList();
        var session =
                new NodeSession(hello.getNodeId(), hostIds, out, database, wishes, guests, pumps, env.nowMicros());
        // The rows come first: a Hello that cannot be written leaves no session behind.
        reported(session, hello.getHostsList());
        for (String hostId : hostIds) {
            NodeSession before = byHost.put(hostId, session);
            awaited.remove(hostId);
            if (before != null && before != session) {
                before.end(Status.ABORTED.withDescription("a newer stream of this host is open"));
            }
        }
        session.welcome(settings);
        LOG.info("node {} connected with {} host(s)", session.nodeId(), hostIds.size());
        return session;
    }

    void reported(NodeSession session, List<HypervisorReport> reports) {
        if (reports.isEmpty()) {
            return;
        }
        database.write(tx -> {
            for (HypervisorReport report : reports) {
                hosts.reported(tx, NodeProto.report(report, session.nodeId()));
            }
            return true;
        });
    }

    /** Takes a message. While it is taken the node counts as alive: a slow database is not its silence. */
    void received(NodeSession session, NodeMessage message) {
        session.busy(true);
        try {
            take(session, message);
        } finally {
            session.heard(env.nowMicros());
            session.busy(false);
        }
    }

    private void take(NodeSession session, NodeMessage message) {
        switch (message.getMessageCase()) {
            case SNAPSHOT -> {
                String hostId = message.getSnapshot().getHostId();
                if (session.hostIds().contains(hostId)) {
                    guests.snapshot(hostId, message.getSnapshot().getGuestsList());
                    session.stateAll(hostId);
                }
            }
            case FACTS -> {
                reported(session, message.getFacts().getHostsList());
                // A node speaks for its own hosts alone; all that it says goes into as few commits as can be.
                guests.observed(message.getFacts().getGuestsList().stream()
                        .filter(guest -> session.hostIds().contains(guest.getHostId()))
                        .toList());
            }
            case ANSWER -> session.answered(message.getAnswer());
            case HEARTBEAT, HELLO, MESSAGE_NOT_SET -> {}
        }
    }

    void closed(NodeSession session) {
        session.closed();
        int silent = 0;
        for (String hostId : session.hostIds()) {
            if (byHost.remove(hostId, session)) {
                await(hostId);
                silent++;
            }
        }
        if (silent > 0) {
            LOG.info("the stream of node {} ended; {} host(s) have a lease to come back", session.nodeId(), silent);
        }
    }

    private void listen(List<Committed> committed) {
        for (Committed each : committed) {
            if (each.change().kind().equals(Wishes.KIND)) {
                String hostId = each.change().payload().orElse("");
                NodeSession session = byHost.get(hostId);
                if (session != null) {
                    session.wishChanged(hostId, each.change().id());
                }
            }
        }
    }
}
