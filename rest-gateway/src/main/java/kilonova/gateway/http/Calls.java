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
    private static final Metadata.Key<String> CALLER_ADDRESS = key("x-caller-address");
    private static final Metadata.Key<String> PROJECT = key("x-url-project");

    private final Channel channel;
    private final Duration deadline;
    private final Optional<String> token;
    private final Metadata metadata;
    private final ClientInterceptor headers;
    private final Optional<IdempotencyKey> key;

    private Calls(
            Channel channel,
            Duration deadline,
            Optional<String> token,
            Optional<IdempotencyKey> key,
            Metadata metadata) {
        this.key = key;
        this.channel = channel;
        this.deadline = deadline;
        this.token = token;
        this.metadata = metadata;
        this.headers = MetadataUtils.newAttachHeadersInterceptor(metadata);
    }

    /** @param address where the caller is, for bounds that are kept per source */
    static Calls of(
            Channel channel,
            Duration deadline,
            Trace trace,
            String address,
            Optional<String> token,
            Optional<String> serviceToken,
            Optional<IdempotencyKey> key) {
        var metadata = new Metadata();
        metadata.put(CALLER_ADDRESS, address);
        token.ifPresent(value -> metadata.put(TOKEN, "Bearer " + value));
        serviceToken.ifPresent(value -> metadata.put(SERVICE_TOKEN, value));
        metadata.put(TRACE, trace.id());
        trace.globalId().ifPresent(value -> metadata.put(GLOBAL_TRACE, value));
        return new Calls(channel, deadline, token, key, metadata);
    }

    /** These calls for a path that names a project: they fail unless the token is for that project. */
    public Calls within(String project) {
        var more = new Metadata();
        more.merge(metadata);
        more.put(PROJECT, project);
        return new Calls(channel, deadline, token, key, more);
    }

    /** The token the caller sent, if any. */
    public Optional<String> token() {
        return token;
    }

    /** @throws HttpFaultException 400 for an idempotency key that is none */
    void requireSound() {
        key.ifPresent(IdempotencyKey::requireSound);
    }

    /** Whether the request may come again under the same key. */
    public boolean keyed() {
        return key.isPresent();
    }

    /** Whether what was asked for was done before, by an earlier request with the same key. Secrets are told once only. */
    public boolean repeated() {
        return key.filter(IdempotencyKey::repeated).isPresent();
    }

    /** A stub for calls of this request: {@code calls.to(ServerServiceGrpc::newBlockingStub)}. */
    public <S extends AbstractStub<S>> S to(Function<Channel, S> stub) {
        return to(stub, deadline);
    }

    /** As {@link #to(Function)}, for calls that take longer by nature. */
    public <S extends AbstractStub<S>> S to(Function<Channel, S> stub, Duration within) {
        S made = stub.apply(channel);
        return (key.isPresent() ? made.withInterceptors(headers, key.get()) : made.withInterceptors(headers))
                .withDeadlineAfter(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How long one answer is waited for. */
    public Duration deadline() {
        return deadline;
    }

    /** A stub for answers that come for as long as somebody listens: without a deadline. */
    public <S extends AbstractStub<S>> S listening(Function<Channel, S> stub) {
        return stub.apply(channel).withInterceptors(headers);
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
