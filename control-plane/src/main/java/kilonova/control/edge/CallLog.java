package kilonova.control.edge;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import kilonova.kernel.Env;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line per call when it ends, and its trace id among the trailers. Names, ids and codes only: never a request, a
 * message that could quote one, or a token.
 */
final class CallLog<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private static final Logger LOG = LoggerFactory.getLogger("kilonova.access");

    private final Env env;
    private final long begunMicros;
    private final String trace;
    private volatile String caller = "-";

    CallLog(ServerCall<Q, A> call, Env env, String trace) {
        super(call);
        this.env = env;
        this.begunMicros = env.nowMicros();
        this.trace = trace;
    }

    void calledBy(Call bound) {
        caller = bound.principal().user().value() + " "
                + bound.principal().projectOrNone().value();
    }

    @Override
    public void close(Status status, Metadata trailers) {
        trailers.put(EdgeInterceptor.TRACE, trace);
        switch (status.getCode()) {
            case INTERNAL, UNKNOWN, DATA_LOSS -> LOG.warn("{} {} {} {} {} us", line(status));
            default -> {
                if (LOG.isDebugEnabled()) {
                    LOG.debug("{} {} {} {} {} us", line(status));
                }
            }
        }
        super.close(status, trailers);
    }

    private Object[] line(Status status) {
        return new Object[] {
            trace, caller, getMethodDescriptor().getFullMethodName(), status.getCode(), env.nowMicros() - begunMicros
        };
    }
}
