package kilonova.control.node;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kilonova.kernel.Problem;
import kilonova.node.v1.NodeMessage;

/** The questions of one stream that wait for their answer. A question that is no longer waited for is forgotten. */
final class OpenQuestions {
    /** More than this, and the node is not keeping up. */
    static final int MOST = 256;

    /** @param answer ends exceptionally when the stream ends first */
    record Asked(long id, CompletableFuture<NodeMessage.Answer> answer) {}

    private final Map<Long, CompletableFuture<NodeMessage.Answer>> waiting = new HashMap<>();
    private long last;
    private boolean over;

    /** @throws kilonova.kernel.ProblemException Unavailable when too many are open */
    synchronized Asked open() {
        if (waiting.size() >= MOST) {
            throw new Problem.Unavailable("The host has " + MOST + " questions to answer first.", Duration.ofSeconds(5))
                    .raise();
        }
        var asked = new Asked(++last, new CompletableFuture<>());
        if (over) {
            asked.answer().completeExceptionally(new IllegalStateException("the node's stream ended"));
        } else {
            waiting.put(asked.id(), asked.answer());
        }
        return asked;
    }

    synchronized void forget(long id) {
        waiting.remove(id);
    }

    synchronized int size() {
        return waiting.size();
    }

    void answered(NodeMessage.Answer answer) {
        CompletableFuture<NodeMessage.Answer> asked;
        synchronized (this) {
            asked = waiting.remove(answer.getQuestionId());
        }
        if (asked != null) {
            asked.complete(answer);
        }
    }

    /** No answer will come any more. */
    void end() {
        List<CompletableFuture<NodeMessage.Answer>> left;
        synchronized (this) {
            over = true;
            left = List.copyOf(waiting.values());
            waiting.clear();
        }
        left.forEach(each -> each.completeExceptionally(new IllegalStateException("the node's stream ended")));
    }
}
