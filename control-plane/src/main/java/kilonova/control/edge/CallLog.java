package kilonova.control.edge;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import kilonova.kernel.Env;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line per call when it ends, its trace id among the trailers, and whether it is answered again. Names, ids and codes only: never a request, a
 * message that could quote one, or a token.
 */
final class CallLog<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private static final Logger LOG = LoggerFactory.getLogger("kilonova.access");

    private final Env env;
    private final long begunMicros;
    private final String trace;
    private volatile @Nullable Call bound;

    CallLog(ServerCall<Q, A> call, Env env, String trace) {
        super(call);
        this.env = env;
        this.begunMicros = env.nowMicros();
        this.trace = trace;
    }

    void calledBy(Call call) {
        bound = call;
    }

    @Override
    public void sendHeaders(Metadata headers) {
        Call call = bound;
        if (call != null && call.repeats().get()) {
            headers.put(EdgeInterceptor.REPEATED, "true");
        }
        super.sendHeaders(headers);
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

    private String caller() {
        Call call = bound;
        return call == null
                ? "-"
                : call.principal().user().value() + " "
                        + call.principal().projectOrNone().value();
    }

    private Object[] line(Status status) {
        return new Object[] {
            trace, caller(), getMethodDescriptor().getFullMethodName(), status.getCode(), env.nowMicros() - begunMicros
        };
    }
}
