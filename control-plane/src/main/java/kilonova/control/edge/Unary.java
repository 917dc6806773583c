package kilonova.control.edge;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.UUID;
import java.util.function.Supplier;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a unary call: a problem becomes its status, anything else an incident whose details stay here. */
public final class Unary {
    private static final Logger LOG = LoggerFactory.getLogger(Unary.class);

    private Unary() {}

    public static <T> void reply(StreamObserver<T> out, Supplier<T> answer) {
        T message;
        try {
            message = answer.get();
        } catch (RuntimeException failed) {
            out.onError(status(failed));
            return;
        }
        out.onNext(message);
        out.onCompleted();
    }

    /** Opens a stream of answers: what is thrown before the first one ends the call. */
    public static <T> void stream(StreamObserver<T> out, Runnable open) {
        try {
            open.run();
        } catch (RuntimeException failed) {
            out.onError(status(failed));
        }
    }

    /** What the caller gets to hear of a failure. */
    public static StatusRuntimeException status(Throwable failure) {
        return Problem.of(failure).map(ProblemStatus::exception).orElseGet(() -> {
            if (failure instanceof StatusRuntimeException known) {
                return known;
            }
            String incident = UUID.randomUUID().toString();
            LOG.error("incident {}", incident, failure);
            return Status.INTERNAL
                    .withDescription("Unexpected error; operators find it in the log as incident " + incident)
                    .asRuntimeException();
        });
    }
}
