package kilonova.control.server;

import java.time.Duration;
import kilonova.control.operation.Failure;
import kilonova.control.workflow.Effect;
import kilonova.control.workflow.Next;

/** Pure. How all that a server holds is taken from it, step by step, whatever becomes of the server itself. */
final class GuestRemoval {
    /** Names are stored with operations. */
    enum Step {
        GUEST,
        GONE,
        NETWORK,
        RELEASE,
        GIVE_UP
    }

    static final Duration DEADLINE = Duration.ofMinutes(15);

    private static final Duration GUEST_PATIENCE = Duration.ofMinutes(5);

    private GuestRemoval() {}

    static Effect decide(Step step, ServerFacts facts) {
        return switch (step) {
            case GUEST, RELEASE, GIVE_UP -> new Effect.Rows();
            case GONE ->
                gone(facts) || refused(facts)
                        ? new Effect.Rows()
                        : new Effect.Await(facts.stepDeadline(GUEST_PATIENCE));
            case NETWORK ->
                facts.server().details().ports().isEmpty()
                        ? new Effect.Rows()
                        : new ServerEffect.ReleasePorts(facts.server().id().toString());
        };
    }

    static Next<Step> forward(Step step, ServerFacts facts) {
        return switch (step) {
            case GUEST -> new Next.To<>(Step.GONE);
            case GONE -> {
                Observed observed = facts.server().observed();
                yield refused(facts) && !gone(facts)
                        ? new Next.Undo<>(Step.GIVE_UP, new Failure(observed.reason(), observed.message(), "", false))
                        : new Next.To<>(Step.NETWORK);
            }
            case NETWORK -> new Next.To<>(Step.RELEASE);
            case RELEASE, GIVE_UP -> new Next.End<>();
        };
    }

    static String waitsFor(Step step) {
        return switch (step) {
            case GONE -> "the host to remove the guest";
            case GUEST, NETWORK, RELEASE, GIVE_UP -> step.name();
        };
    }

    /** A host that cannot be reached is not waited for: it removes the guest when it is back. */
    static boolean gone(ServerFacts facts) {
        Server server = facts.server();
        return server.place().hostId().isEmpty()
                || !facts.hostUp()
                || server.observed().absent()
                        && server.observed().fulfils(server.place().wishGeneration());
    }

    /** The host says that it cannot. */
    private static boolean refused(ServerFacts facts) {
        return facts.server().observed().fails(facts.server().place().wishGeneration());
    }
}
