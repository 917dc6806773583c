package kilonova.control.edge;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import kilonova.control.identity.Identity;
import kilonova.control.identity.Principal;
import kilonova.control.store.Tenant;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The door of every public call: reads the tokens, binds the {@link Call}, checks each message by the rules of its proto.
 * Handlers run on virtual threads, so asking the identity service may block here.
 */
public final class EdgeInterceptor implements ServerInterceptor {
    public static final Metadata.Key<String> AUTHORIZATION = key("authorization");
    public static final Metadata.Key<String> TOKEN = key("x-auth-token");
    public static final Metadata.Key<String> SERVICE_TOKEN = key("x-service-token");
    public static final Metadata.Key<String> TRACE = key("x-request-trace");
    /** The project that the caller named beside the token, as REST callers do in the path; absent when they did not. */
    public static final Metadata.Key<String> URL_PROJECT = key("x-url-project");

    /** With an answer: {@code true} when the work was done before, under the same {@code request_id}. */
    public static final Metadata.Key<String> REPEATED = key("x-request-repeated");

    /** What looks otherwise is not kept: the trace id ends up in logs and rows. */
    private static final Pattern TRACE_FORM = Pattern.compile("req-[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Identity identity;
    private final Env env;
    /** Full names of services and methods that need no token: health, reflection, the one that hands out tokens. */
    private final Set<String> open;

    private final RequestRules rules = new RequestRules();

    public EdgeInterceptor(Identity identity, Env env, Set<String> open) {
        this.identity = identity;
        this.env = env;
        this.open = Set.copyOf(open);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String trace = trace(headers);
        var logged = new CallLog<>(call, env, trace);
        String source = CallerAddress.of(call, headers);
        if (isOpen(call)) {
            return new Checked<>(next.startCall(logged, headers), logged, source, null);
        }
        Call bound;
        try {
            bound = new Call(principal(headers), trace, () -> principal(headers));
        } catch (RuntimeException refused) {
            refuse(logged, refused);
            return new ServerCall.Listener<>() {};
        }
        logged.calledBy(bound);
        var listener = ScopedValue.where(Call.CURRENT, bound).call(() -> next.startCall(logged, headers));
        return new Checked<>(listener, logged, source, bound);
    }

    private boolean isOpen(ServerCall<?, ?> call) {
        var method = call.getMethodDescriptor();
        return open.contains(method.getFullMethodName())
                || open.contains(Optional.ofNullable(method.getServiceName()).orElse(""));
    }

    /** Hands on only messages that keep their rules; the first that does not ends the call. */
    private final class Checked<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private final String source;
        private final @Nullable Call bound;
        private boolean refused;

        Checked(ServerCall.Listener<Q> listener, ServerCall<Q, ?> call, String source, @Nullable Call bound) {
            super(listener);
            this.call = call;
            this.source = source;
            this.bound = bound;
        }

        @Override
        public void onMessage(Q message) {
            if (refused) {
                return;
            }
            try {
                if (message instanceof Message known) {
                    rules.broken(known).ifPresent(problem -> {
                        throw problem.raise();
                    });
                }
            } catch (RuntimeException invalid) {
                refused = true;
                refuse(call, invalid);
                return;
            }
            run(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            if (refused) {
                return;
            }
            Deadline deadline = Context.current().getDeadline();
            if (deadline != null && deadline.isExpired()) {
                // Nobody waits for the answer any more: work that was queued too long is not begun.
                refused = true;
                refuse(call, new Problem.TimedOut("The deadline passed before the call began.").raise());
                return;
            }
            run(super::onHalfClose);
        }

        private void run(Runnable step) {
            var known = ScopedValue.where(CallerAddress.CURRENT, source);
            if (bound == null) {
                known.run(step);
            } else {
                known.where(Call.CURRENT, bound)
                        .run(() -> Tenant.asking(
                                bound.principal().projectOrNone().value(),
                                bound.principal().user().value(),
                                step));
            }
        }
    }

    private static void refuse(ServerCall<?, ?> call, RuntimeException why) {
        StatusRuntimeException status = Unary.status(why);
        call.close(status.getStatus(), Optional.ofNullable(status.getTrailers()).orElseGet(Metadata::new));
    }

    /** Who calls; a service that calls on somebody's behalf sends its own token along, and its roles count as such. */
    private Principal principal(Metadata headers) {
        Principal caller = identity.authenticate(token(headers));
        String project = headers.get(URL_PROJECT);
        if (project != null && !project.equals(caller.projectOrNone().value())) {
            throw new Problem.Invalid(
                            "project_id",
                            "Malformed request URL: URL's project_id '" + project
                                    + "' doesn't match Context's project_id '"
                                    + caller.projectOrNone().value() + "'")
                    .raise();
        }
        String service = headers.get(SERVICE_TOKEN);
        return service == null || service.isBlank()
                ? caller
                : caller.with(identity.authenticate(service.strip()).roles());
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
                .filter(sent -> TRACE_FORM.matcher(sent).matches())
                .orElseGet(() -> "req-" + env.ids().next());
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
