package kilonova.control.node;

import io.grpc.Status;
import io.grpc.stub.CallStreamObserver;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import kilonova.control.store.Database;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.GuestSpec;
import kilonova.node.v1.NodeMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open stream of one node: what goes down it, and which questions wait for an answer. Wishes are read only when the
 * stream takes more, so at most one message of {@link #BATCH} wishes waits beyond what the transport holds.
 */
final class NodeSession {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSession.class);
    /** Wishes in one message. */
    static final int BATCH = 200;

    private final NodePeer peer;
    private final String nodeId;
    private final Set<String> hostIds;
    private final CallStreamObserver<ControlMessage> out;
    private final Database database;
    private final Wishes wishes;
    private final Guests guests;
    private final Executor pumps;
    private final StreamOrder order;
    private final OpenQuestions questions = new OpenQuestions();
    /** Guarded by itself. */
    private final Unstated unstated = new Unstated();

    private boolean pumping;
    private volatile long epoch;
    private volatile long heardAtMicros;
    private volatile boolean busy;
    private volatile boolean ended;

    NodeSession(
            NodePeer peer,
            NodeMessage hello,
            Collection<String> hostIds,
            CallStreamObserver<ControlMessage> out,
            Database database,
            Wishes wishes,
            Guests guests,
            Executor pumps,
            long nowMicros) {
        this.peer = peer;
        this.nodeId = hello.getHello().getNodeId();
        this.order = new StreamOrder(hello.getSequence());
        this.hostIds = Collections.unmodifiableSet(new LinkedHashSet<>(hostIds));
        this.out = out;
        this.database = database;
        this.wishes = wishes;
        this.guests = guests;
        this.pumps = pumps;
        this.heardAtMicros = nowMicros;
    }

    NodePeer peer() {
        return peer;
    }

    String nodeId() {
        return nodeId;
    }

    /** Which of its node's streams it is; from when its Hello was taken in. */
    long epoch() {
        return epoch;
    }

    void begins(long newEpoch) {
        epoch = newEpoch;
    }

    Set<String> hostIds() {
        return hostIds;
    }

    /** Called while {@link #taking} runs, never by two threads at once. */
    StreamOrder order() {
        return order;
    }

    OpenQuestions questions() {
        return questions;
    }

    boolean ended() {
        return ended;
    }

    /** Whether nothing was heard since then; never while a message is being taken: a slow database is not its silence. */
    boolean silentSince(long micros) {
        return !busy && heardAtMicros < micros;
    }

    /** When it was last heard, microseconds. */
    long heardAtMicros() {
        return heardAtMicros;
    }

    void heard(long nowMicros) {
        heardAtMicros = nowMicros;
    }

    /**
     * Takes a message, unless the stream has ended. Once a stream was ended, {@link #drain} returns when nothing of it is
     * being taken any more.
     */
    synchronized void taking(Runnable message) {
        if (!ended) {
            busy = true;
            try {
                message.run();
            } finally {
                busy = false;
            }
        }
    }

    synchronized void drain() {
        if (!ended) {
            throw new IllegalStateException("the stream of node " + nodeId + " goes on");
        }
    }

    void welcome(NodeSettings settings) {
        send(ControlMessage.newBuilder()
                .setWelcome(ControlMessage.Welcome.newBuilder()
                        .setHeartbeatIntervalMillis((int) settings.heartbeat().toMillis())
                        .setLeaseMillis((int) settings.lease().toMillis())
                        .setKeepsTalking(true))
                .build());
    }

    /** Says that somebody is here, unless the stream takes nothing: then the other side has enough to read. */
    void keepTalking() {
        if (out.isReady()) {
            send(ControlMessage.newBuilder()
                    .setAlive(ControlMessage.Alive.getDefaultInstance())
                    .build());
        }
    }

    /** Asks for a snapshot of every host. */
    void askForAll() {
        LOG.warn("messages of node {} were lost: it is asked for all that it sees", nodeId);
        send(ControlMessage.newBuilder()
                .setResync(ControlMessage.Resync.newBuilder().addAllHostIds(hostIds))
                .build());
    }

    void ask(ControlMessage.Question question) {
        send(ControlMessage.newBuilder().setQuestion(question).build());
    }

    /** The host's snapshot was taken in: all its wishes are stated, page by page, and then that these were all. */
    void stateAll(String hostId) {
        synchronized (unstated) {
            unstated.whole(hostId);
        }
        pumpSoon();
    }

    /** The wish of a server changed: it is stated soon, once for many changes. */
    void wishChanged(String hostId, String serverId, Optional<FreshWish> fresh) {
        synchronized (unstated) {
            unstated.changed(hostId, serverId, fresh);
        }
        pumpSoon();
    }

    /** Begins to state what is left, if the stream takes it and nobody does so already. */
    void pumpSoon() {
        synchronized (unstated) {
            if (pumping || ended || unstated.isEmpty() || !out.isReady()) {
                return;
            }
            pumping = true;
        }
        pumps.execute(this::pump);
    }

    private void pump() {
        while (true) {
            Unstated.Next next;
            synchronized (unstated) {
                // What makes the stream ready again comes after this, and calls for another pump.
                if (unstated.isEmpty() || ended || !out.isReady()) {
                    pumping = false;
                    return;
                }
                next = unstated.take(BATCH).orElseThrow();
            }
            try {
                state(next);
            } catch (RuntimeException failed) {
                LOG.warn("stating wishes to node {} failed: {}", nodeId, failed.toString());
                end(Status.UNAVAILABLE.withDescription("wishes could not be read: connect again"));
            }
        }
    }

    private void state(Unstated.Next next) {
        switch (next) {
            case Unstated.Next.Changed(String hostId, List<String> serverIds, List<FreshWish> fresh) -> {
                var message = ControlMessage.Wishes.newBuilder();
                fresh.forEach(each -> message.addWishes(NodeProto.wish(
                        each.wish(), wantsGuest(each.wish()) ? each.spec().get() : GuestSpec.getDefaultInstance())));
                if (!serverIds.isEmpty()) {
                    add(message, database.read(tx -> wishes.of(tx, hostId, serverIds)));
                }
                state(message);
            }
            case Unstated.Next.Page(String hostId, String after) -> {
                List<Wish> page = database.read(tx -> wishes.page(tx, hostId, after, BATCH));
                boolean last = page.size() < BATCH;
                if (!last) {
                    synchronized (unstated) {
                        unstated.goOn(hostId, page.getLast().serverId());
                    }
                }
                var message = ControlMessage.Wishes.newBuilder();
                add(message, page);
                if (last) {
                    message.addCompleteHostIds(hostId);
                }
                state(message);
            }
        }
    }

    private void add(ControlMessage.Wishes.Builder message, List<Wish> batch) {
        List<String> present = batch.stream()
                .filter(NodeSession::wantsGuest)
                .map(Wish::serverId)
                .toList();
        Map<String, GuestSpec> specs = present.isEmpty() ? Map.of() : database.read(tx -> guests.specs(tx, present));
        for (Wish wish : batch) {
            GuestSpec spec = specs.get(wish.serverId());
            if (spec != null || !wantsGuest(wish)) {
                message.addWishes(NodeProto.wish(wish, spec == null ? GuestSpec.getDefaultInstance() : spec));
            }
        }
    }

    private static boolean wantsGuest(Wish wish) {
        return wish.power() != WantedPower.ABSENT;
    }

    private void state(ControlMessage.Wishes.Builder message) {
        if (message.getWishesCount() > 0 || message.getCompleteHostIdsCount() > 0) {
            send(ControlMessage.newBuilder().setWishes(message).build());
        }
    }

    void end(Status why) {
        synchronized (out) {
            if (!ended) {
                ended = true;
                try {
                    out.onError(why.asRuntimeException());
                } catch (IllegalStateException over) {
                    LOG.debug("the stream of node {} was over already", nodeId);
                }
            }
        }
        closed();
    }

    /** The other side ended the stream. */
    void closed() {
        ended = true;
        questions.end();
    }

    private void send(ControlMessage message) {
        synchronized (out) {
            if (!ended) {
                out.onNext(message);
            }
        }
    }
}
