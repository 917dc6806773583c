package kilonova.control.edge;

import java.util.function.Supplier;
import kilonova.control.identity.Principal;

/**
 * The call being served: who calls, and under which trace id ({@code req-…}).
 *
 * <p>Bound by {@link EdgeInterceptor} around each handler; handlers read it and hand the parts on as arguments.
 *
 * @param again asks once more who calls: for answers that outlive the moment in which the caller was let in
 */
public record Call(Principal principal, String traceId, Supplier<Principal> again) {
    static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

    /** A caller whose token does not end. */
    public Call(Principal principal, String traceId) {
        this(principal, traceId, () -> principal);
    }

    public static Call current() {
        return CURRENT.get();
    }

    /** @throws kilonova.kernel.ProblemException Unauthenticated once the token has expired or was revoked */
    public void requireStillValid() {
        Principal unused = again.get();
    }
}
