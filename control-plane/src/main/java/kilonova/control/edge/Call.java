package kilonova.control.edge;

import kilonova.control.identity.Principal;

/**
 * The call being served: who calls, and under which trace id ({@code req-…}).
 *
 * <p>Bound by {@link EdgeInterceptor} around each handler; handlers read it and hand the parts on as arguments.
 */
public record Call(Principal principal, String traceId) {
    static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

    public static Call current() {
        return CURRENT.get();
    }
}
