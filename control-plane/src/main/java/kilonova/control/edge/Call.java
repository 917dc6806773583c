package kilonova.control.edge;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import kilonova.control.identity.Principal;

/**
 * The call being served: who calls, and under which trace id ({@code req-…}).
 *
 * <p>Bound by {@link EdgeInterceptor} around each handler; handlers read it and hand the parts on as arguments.
 *
 * @param again asks once more who calls: for answers that outlive the moment in which the caller was let in
 * @param repeats whether it is answered with what was answered before under its {@code request_id}
 */
public record Call(Principal principal, String traceId, Supplier<Principal> again, AtomicBoolean repeats) {
    static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

    public Call(Principal principal, String traceId, Supplier<Principal> again) {
        this(principal, traceId, again, new AtomicBoolean());
    }

    /** A caller whose token does not end. */
    public Call(Principal principal, String traceId) {
        this(principal, traceId, () -> principal);
    }

    public static Call current() {
        return CURRENT.get();
    }

    /** The call being served, where one is. */
    public static Optional<Call> bound() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Lets the caller know that the work was done before: {@link EdgeInterceptor#REPEATED} goes with the answer. */
    public void answersAgain() {
        repeats.set(true);
    }

    /** @throws kilonova.kernel.ProblemException Unauthenticated once the token has expired or was revoked */
    public void requireStillValid() {
        Principal unused = again.get();
    }
}
