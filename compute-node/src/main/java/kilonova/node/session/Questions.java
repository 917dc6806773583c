package kilonova.node.session;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import kilonova.node.hypervisor.GuestTrouble;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.NodeMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what the control plane asks about a guest, or a host: every question, with an error when nothing else. */
final class Questions {
    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);
    /** A console may be chatty, a message may not. */
    private static final int LONGEST_CONSOLE = 1 << 20;

    private final Executor workers;
    private final Inbox inbox;

    Questions(Executor workers, Inbox inbox) {
        this.workers = workers;
        this.inbox = inbox;
    }

    void answer(ControlMessage.Question question, Optional<KeptHost> host, Consumer<NodeMessage.Answer> reply) {
        if (host.isEmpty()) {
            reply.accept(error(question, "This node has no host " + question.getHostId() + "."));
            return;
        }
        workers.execute(() -> {
            var answer = ask(question, host.get());
            inbox.post(() -> reply.accept(answer));
        });
    }

    private static NodeMessage.Answer ask(ControlMessage.Question question, KeptHost host) {
        try {
            return switch (question.getQuestionCase()) {
                case CONSOLE_OUTPUT -> {
                    var text = host.hypervisor.consoleOutput(
                            question.getServerId(), question.getConsoleOutput().getLines());
                    yield NodeMessage.Answer.newBuilder()
                            .setQuestionId(question.getId())
                            .setConsoleOutput(text.substring(Math.max(0, text.length() - LONGEST_CONSOLE)))
                            .build();
                }
                case HOST_UPTIME ->
                    NodeMessage.Answer.newBuilder()
                            .setQuestionId(question.getId())
                            .setUptime(host.hypervisor.report().getUptime())
                            .build();
                case QUESTION_NOT_SET -> error(question, "This node does not know the question.");
            };
        } catch (GuestTrouble trouble) {
            return error(question, trouble.reason().wireName() + ": " + trouble.getMessage());
        } catch (RuntimeException | Error bug) {
            LOG.error("question {} about guest {} failed", question.getId(), question.getServerId(), bug);
            return error(question, "InternalError: the node failed.");
        }
    }

    private static NodeMessage.Answer error(ControlMessage.Question question, String why) {
        return NodeMessage.Answer.newBuilder()
                .setQuestionId(question.getId())
                .setError(why)
                .build();
    }
}
