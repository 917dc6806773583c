package kilonova.control.node;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.NodeMessage;

/** What is asked of nodes: down the stream of the node where this replica holds it, else by the replica that does. */
public final class NodeQuestions {
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Function<String, Optional<NodeSession>> here;
    private final Relay relay;
    private final Duration patience;

    /**
     * @param here the stream that speaks for a host, where this replica holds it
     * @param patience how long a question may take
     */
    NodeQuestions(Function<String, Optional<NodeSession>> here, Relay relay, Duration patience) {
        this.here = here;
        this.relay = relay;
        this.patience = patience;
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
                .setConsoleOutput(ControlMessage.ConsoleOutput.newBuilder().setLines(lines))
                .build();
        return ask(question).getConsoleOutput();
    }

    /** How long the host's machine has been running, as {@code uptime} prints it; empty while it does not say. */
    public Optional<String> uptime(String hostId) {
        var question = ControlMessage.Question.newBuilder()
                .setHostId(hostId)
                .setHostUptime(ControlMessage.HostUptime.getDefaultInstance())
                .build();
        try {
            return Optional.of(ask(question).getUptime()).filter(told -> !told.isEmpty());
        } catch (ProblemException away) {
            return Optional.empty();
        }
    }

    private NodeMessage.Answer ask(ControlMessage.Question question) {
        String hostId = question.getHostId();
        NodeMessage.Answer answer = here.apply(hostId).isPresent()
                ? askHere(question)
                : relay.ask(question, patience).orElseThrow(() -> away());
        if (!answer.getError().isEmpty()) {
            throw new Problem.Unavailable(answer.getError(), AGAIN).raise();
        }
        return answer;
    }

    /**
     * Asks down a stream of this replica's own.
     *
     * @return what the node said; perhaps an error of its own
     * @throws kilonova.kernel.ProblemException Unavailable when this replica holds none for the host, or nothing comes
     */
    NodeMessage.Answer askHere(ControlMessage.Question question) {
        String hostId = question.getHostId();
        NodeSession session = here.apply(hostId).orElseThrow(() -> away());
        OpenQuestions.Asked asked = session.questions().open();
        try {
            session.ask(question.toBuilder().setId(asked.id()).build());
            return asked.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException lost) {
            throw away();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw away();
        } finally {
            session.questions().forget(asked.id());
        }
    }

    /** Says no more of the host than its tenants may know. */
    private static RuntimeException away() {
        return new Problem.Unavailable("The host of the server does not answer: try again later.", AGAIN).raise();
    }
}
