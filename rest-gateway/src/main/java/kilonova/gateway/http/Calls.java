package kilonova.gateway.http;

import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The way to the control plane for one request: carries the caller's own token and the trace, and gives every call a
 * deadline. The gateway never asserts an identity.
 */
public final class Calls {
    private static final Metadata.Key<String> TOKEN = key("authorization");
    private static final Metadata.Key<String> SERVICE_TOKEN = key("x-service-token");
    private static final Metadata.Key<String> TRACE = key("x-request-trace");
    private static final Metadata.Key<String> GLOBAL_TRACE = key("x-global-request-trace");

    private final Channel channel;
    private final Duration deadline;
    private final Optional<String> token;
    private final ClientInterceptor headers;

    Calls(Channel channel, Duration deadline, Trace trace, Optional<String> token, Optional<String> serviceToken) {
        this.channel = channel;
        this.deadline = deadline;
        this.token = token;
        var metadata = new Metadata();
        token.ifPresent(value -> metadata.put(TOKEN, "Bearer " + value));
        serviceToken.ifPresent(value -> metadata.put(SERVICE_TOKEN, value));
        metadata.put(TRACE, trace.id());
        trace.globalId().ifPresent(value -> metadata.put(GLOBAL_TRACE, value));
        this.headers = MetadataUtils.newAttachHeadersInterceptor(metadata);
    }

    /** The token the caller sent, if any. */
    public Optional<String> token() {
        return token;
    }

    /** A stub for calls of this request: {@code calls.to(ServerServiceGrpc::newBlockingStub)}. */
    public <S extends AbstractStub<S>> S to(Function<Channel, S> stub) {
        return to(stub, deadline);
    }

    /** As {@link #to(Function)}, for calls that take longer by nature. */
    public <S extends AbstractStub<S>> S to(Function<Channel, S> stub, Duration within) {
        return stub.apply(channel)
                .withInterceptors(headers)
                .withDeadlineAfter(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
