package kilonova.control.edge;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.Set;
import kilonova.control.identity.Identity;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/**
 * The door of every public call: reads the token, binds the {@link Call}. Handlers run on virtual threads, so asking the
 * identity service may block here.
 */
public final class EdgeInterceptor implements ServerInterceptor {
    public static final Metadata.Key<String> AUTHORIZATION = key("authorization");
    public static final Metadata.Key<String> TOKEN = key("x-auth-token");
    public static final Metadata.Key<String> TRACE = key("x-request-trace");

    private final Identity identity;
    private final Env env;
    /** Full names of services and methods that need no token: health, reflection, the one that hands out tokens. */
    private final Set<String> open;

    public EdgeInterceptor(Identity identity, Env env, Set<String> open) {
        this.identity = identity;
        this.env = env;
        this.open = Set.copyOf(open);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String service =
                Optional.ofNullable(call.getMethodDescriptor().getServiceName()).orElse("");
        if (open.contains(service) || open.contains(call.getMethodDescriptor().getFullMethodName())) {
            return next.startCall(call, headers);
        }
        Call bound;
        try {
            bound = new Call(identity.authenticate(token(headers)), trace(headers));
        } catch (RuntimeException refused) {
            StatusRuntimeException status = Unary.status(refused);
            call.close(
                    status.getStatus(),
                    Optional.ofNullable(status.getTrailers()).orElseGet(Metadata::new));
            return new ServerCall.Listener<>() {};
        }
        var listener = ScopedValue.where(Call.CURRENT, bound).call(() -> next.startCall(call, headers));
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onMessage(Q message) {
                ScopedValue.where(Call.CURRENT, bound).run(() -> super.onMessage(message));
            }

            @Override
            public void onHalfClose() {
                ScopedValue.where(Call.CURRENT, bound).run(super::onHalfClose);
            }
        };
    }

    private static String token(Metadata headers) {
        String bearer = headers.get(AUTHORIZATION);
        if (bearer != null && bearer.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return bearer.substring(7).strip();
        }
        String token = headers.get(TOKEN);
        if (token == null || token.isBlank()) {
            throw new Problem.Unauthenticated("The request you have made requires authentication.").raise();
        }
        return token.strip();
    }

    private String trace(Metadata headers) {
        return Optional.ofNullable(headers.get(TRACE))
                .orElseGet(() -> "req-" + env.ids().next());
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
