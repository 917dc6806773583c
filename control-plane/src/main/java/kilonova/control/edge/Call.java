package kilonova.control.edge;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.kernel.Problem;

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
    private static final Duration COMES_BACK = Duration.ofSeconds(1);

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

    /**
     * For answers that outlive the moment in which the caller was let in: asks the rule now, and returns what asks it again.
     * What the caller is shown goes by its rights at the beginning, so the answer ends, too, once these are others.
     *
     * @param rule throws when the one who calls may not
     * @return throws Unauthenticated once the token has expired or was revoked, what the rule throws once the caller may no
     *     longer, Unavailable when the caller still may but has other rights: it comes back and sees what these show
     */
    public Runnable admission(Consumer<Principal> rule) {
        rule.accept(principal);
        return () -> {
            Principal now = again.get();
            if (!Rights.of(now).equals(Rights.of(principal))) {
                rule.accept(now);
                throw new Problem.Unavailable("The rights of the caller have changed: call again.", COMES_BACK).raise();
            }
        };
    }

    /** All that policy goes by. */
    private record Rights(
            UserId user,
            Optional<ProjectId> project,
            boolean systemScope,
            String userDomain,
            String projectDomain,
            Set<String> roles,
            Set<String> serviceRoles) {

        static Rights of(Principal who) {
            return new Rights(
                    who.user(),
                    who.project(),
                    who.systemScope(),
                    who.userDomain(),
                    who.projectDomain(),
                    Set.copyOf(who.roles()),
                    Set.copyOf(who.serviceRoles()));
        }
    }
}
