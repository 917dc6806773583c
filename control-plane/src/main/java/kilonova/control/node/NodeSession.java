package kilonova.control.node;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import kilonova.control.store.Database;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.GuestSpec;
import kilonova.node.v1.NodeMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One open stream of one node: what goes down it, and which questions wait for an answer. */
final class NodeSession {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSession.class);
    /** Wishes in one message. */
    private static final int BATCH = 200;

    private final String nodeId;
    private final Set<String> hostIds;
    private final StreamObserver<ControlMessage> out;
    private final Database database;
    private final Wishes wishes;
    private final Guests guests;
    private final Executor pumps;
    /** Servers whose wish changed and was not stated since, by host. Guarded by itself. */
    private final Map<String, LinkedHashSet<String>> unstated = new LinkedHashMap<>();

    private boolean pumping;
    private final Map<Long, CompletableFuture<NodeMessage.Answer>> questions = new HashMap<>();
    private long lastQuestion;
    private volatile long heardAtMicros;
    private volatile boolean busy;
    private volatile boolean ended;

    NodeSession(
            String nodeId,
            List<String> hostIds,
            StreamObserver<ControlMessage> out,
            Database database,
            Wishes wishes,
            Guests guests,
            Executor pumps,
            long nowMicros) {
        this.nodeId = nodeId;
        this.hostIds = Collections.unmodifiableSet(new LinkedHashSet<>(hostIds));
        this.out = out;
        this.database = database;
        this.wishes = wishes;
        this.guests = guests;
        this.pumps = pumps;
        this.heardAtMicros = nowMicros;
    }

    String nodeId() {
        return nodeId;
    }

    Set<String> hostIds() {
        return hostIds;
    }

    void heard(long nowMicros) {
        heardAtMicros = nowMicros;
    }

    void busy(boolean now) {
        busy = now;
    }

    /** Whether a message of the node is being taken just now. */
    boolean busy() {
        return busy;
    }

    long heardAtMicros() {
        return heardAtMicros;
    }

    void welcome(NodeSettings settings) {
        send(ControlMessage.newBuilder()
                .setWelcome(ControlMessage.Welcome.newBuilder()
                        .setHeartbeatIntervalMillis((int) settings.heartbeat().toMillis())
                        .setLeaseMillis((int) settings.lease().toMillis()))
                .build());
    }

    /** States every wish of the host, page by page, and then that these were all. */
    void stateAll(String hostId) {
        String after = "";
        List<Wish> page;
        do {
            String from = after;
            page = database.read(tx -> wishes.page(tx, hostId, from, BATCH));
            boolean last = page.size() < BATCH;
            state(page, last ? List.of(hostId) : List.of());
            after = page.isEmpty() ? "" : page.getLast().serverId();
        } while (page.size() == BATCH);
    }

    /** The wish of a server changed: it is stated soon, once for many changes. */
    void wishChanged(String hostId, String serverId) {
        synchronized (unstated) {
            unstated.computeIfAbsent(hostId, id -> new LinkedHashSet<>()).add(serverId);
            if (pumping) {
                return;
            }
            pumping = true;
        }
        pumps.execute(this::pump);
    }

    private void pump() {
        while (true) {
            String hostId;
            var serverIds = new ArrayList<String>();
            synchronized (unstated) {
                if (unstated.isEmpty() || ended) {
                    pumping = false;
                    return;
                }
                var first = unstated.entrySet().iterator().next();
                hostId = first.getKey();
                var each = first.getValue().iterator();
                while (each.hasNext() && serverIds.size() < BATCH) {
                    serverIds.add(each.next());
                    each.remove();
                }
                if (first.getValue().isEmpty()) {
                    unstated.remove(hostId);
                }
            }
            try {
                state(database.read(tx -> wishes.of(tx, hostId, serverIds)), List.of());
            } catch (RuntimeException failed) {
                LOG.warn("stating wishes to node {} failed: {}", nodeId, failed.toString());
                end(Status.UNAVAILABLE.withDescription("wishes could not be read: connect again"));
            }
        }
    }

    private void state(List<Wish> batch, List<String> completeHosts) {
        if (batch.isEmpty() && completeHosts.isEmpty()) {
            return;
        }
        List<String> present = batch.stream()
                .filter(wish -> wish.power() != WantedPower.ABSENT)
                .map(Wish::serverId)
                .toList();
        Map<String, GuestSpec> specs = present.isEmpty() ? Map.of() : database.read(tx -> guests.specs(tx, present));
        var message = ControlMessage.Wishes.newBuilder().addAllCompleteHostIds(completeHosts);
        for (Wish wish : batch) {
            GuestSpec spec = specs.get(wish.serverId());
            if (spec != null || wish.power() == WantedPower.ABSENT) {
                message.addWishes(NodeProto.wish(wish, spec == null ? GuestSpec.getDefaultInstance() : spec));
            }
        }
        send(ControlMessage.newBuilder().setWishes(message).build());
    }

    /** @return the answer, exceptionally ended when the stream ends first */
    CompletableFuture<NodeMessage.Answer> ask(ControlMessage.Question.Builder question) {
        var answer = new CompletableFuture<NodeMessage.Answer>();
        long id;
        synchronized (questions) {
            id = ++lastQuestion;
            questions.put(id, answer);
        }
        send(ControlMessage.newBuilder().setQuestion(question.setId(id)).build());
        if (ended) {
            answer.completeExceptionally(new IllegalStateException("the node's stream ended"));
        }
        return answer;
    }

    void answered(NodeMessage.Answer answer) {
        CompletableFuture<NodeMessage.Answer> waiting;
        synchronized (questions) {
            waiting = questions.remove(answer.getQuestionId());
        }
        if (waiting != null) {
            waiting.complete(answer);
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
        List<CompletableFuture<NodeMessage.Answer>> waiting;
        synchronized (questions) {
            waiting = List.copyOf(questions.values());
            questions.clear();
        }
        waiting.forEach(each -> each.completeExceptionally(new IllegalStateException("the node's stream ended")));
    }

    private void send(ControlMessage message) {
        synchronized (out) {
            if (!ended) {
                out.onNext(message);
            }
        }
    }
}
