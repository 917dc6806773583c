package kilonova.control.server;

import java.util.Optional;
import kilonova.kernel.Problem;

/**
 * Pure. What each request means in each state; no other class may branch on {@link RestingState}. The allowed states are
 * those of Nova's compute layer.
 */
final class ServerLifecycle {
    private ServerLifecycle() {}

    /** What a request means. */
    sealed interface Decision {
        /** The work begins. */
        record Begin() implements Decision {}

        /** The work is under way already. */
        record Joined() implements Decision {}

        record Refuse(Problem why) implements Decision {}
    }

    static Decision stop(Server server, boolean overridesLock) {
        return guarded(server, overridesLock)
                .orElseGet(() -> switch (server.state().rests()) {
                    case ACTIVE, ERROR -> idle(server, "stop");
                    case BUILDING,
                            STOPPED,
                            PAUSED,
                            SUSPENDED,
                            RESCUED,
                            RESIZED,
                            SHELVED,
                            SHELVED_OFFLOADED,
                            SOFT_DELETED,
                            DELETED -> wrongState(server, "stop");
                });
    }

    static Decision start(Server server, boolean overridesLock) {
        return guarded(server, overridesLock)
                .orElseGet(() -> switch (server.state().rests()) {
                    case STOPPED -> idle(server, "start");
                    case BUILDING,
                            ACTIVE,
                            PAUSED,
                            SUSPENDED,
                            RESCUED,
                            RESIZED,
                            SHELVED,
                            SHELVED_OFFLOADED,
                            SOFT_DELETED,
                            DELETED,
                            ERROR -> wrongState(server, "start");
                });
    }

    static Decision rebootSoft(Server server, boolean overridesLock) {
        return guarded(server, overridesLock)
                .orElseGet(() -> switch (server.state().rests()) {
                    case ACTIVE -> idle(server, "reboot");
                    case BUILDING,
                            STOPPED,
                            PAUSED,
                            SUSPENDED,
                            RESCUED,
                            RESIZED,
                            SHELVED,
                            SHELVED_OFFLOADED,
                            SOFT_DELETED,
                            DELETED,
                            ERROR -> wrongState(server, "reboot");
                });
    }

    static Decision rebootHard(Server server, boolean overridesLock) {
        return guarded(server, overridesLock)
                .orElseGet(() -> switch (server.state().rests()) {
                    // What does not come back from one reboot is rebooted harder.
                    case ACTIVE, STOPPED, PAUSED, SUSPENDED, ERROR ->
                        reboots(server) ? new Decision.Begin() : idle(server, "reboot");
                    case BUILDING, RESCUED, RESIZED, SHELVED, SHELVED_OFFLOADED, SOFT_DELETED, DELETED ->
                        wrongState(server, "reboot");
                });
    }

    /** Why metadata cannot be changed now; empty when it can, whatever else is under way. */
    static Optional<Problem> describe(Server server, boolean overridesLock, String action) {
        String id = server.id().toString();
        if (locked(server, overridesLock)) {
            return Optional.of(new Problem.Locked("server", id));
        }
        return tag(server, action)
                .or(() -> server.state().launchedAt().isPresent()
                        ? Optional.empty()
                        : Optional.of(new Problem.WrongState("server", id, "launched_at", "None", action)));
    }

    /** Why tags cannot be changed now; empty when they can, locked or not, whatever else is under way. */
    static Optional<Problem> tag(Server server, String action) {
        return switch (server.state().rests()) {
            case ACTIVE, PAUSED, SUSPENDED, STOPPED -> Optional.empty();
            case BUILDING, RESCUED, RESIZED, SHELVED, SHELVED_OFFLOADED, SOFT_DELETED, DELETED, ERROR ->
                Optional.of(notIn(server, action));
        };
    }

    /** Deleting is allowed in every state, and overrides whatever else is under way. */
    static Decision delete(Server server, boolean overridesLock) {
        if (locked(server, overridesLock)) {
            return new Decision.Refuse(new Problem.Locked("server", server.id().toString()));
        }
        return server.state().phase().filter(Phase.DELETING::equals).isPresent()
                ? new Decision.Joined()
                : new Decision.Begin();
    }

    /** Where a server rests whose guest changed power by itself, while no operation is open. */
    static RestingState observed(Server server, Power power) {
        RestingState rests = server.state().rests();
        return switch (rests) {
            case ACTIVE -> power == Power.SHUT_OFF || power == Power.CRASHED ? RestingState.STOPPED : rests;
            case STOPPED -> power == Power.RUNNING ? RestingState.ACTIVE : rests;
            case BUILDING,
                    PAUSED,
                    SUSPENDED,
                    RESCUED,
                    RESIZED,
                    SHELVED,
                    SHELVED_OFFLOADED,
                    SOFT_DELETED,
                    DELETED,
                    ERROR -> rests;
        };
    }

    /** What is asked before the state, in Nova's order: the lock, then the host. */
    private static Optional<Decision> guarded(Server server, boolean overridesLock) {
        String id = server.id().toString();
        if (locked(server, overridesLock)) {
            return Optional.of(new Decision.Refuse(new Problem.Locked("server", id)));
        }
        return server.place().hostId().isPresent()
                ? Optional.empty()
                : Optional.of(new Decision.Refuse(new Problem.NotReady("server", id)));
    }

    /** What is asked after it: that nothing else is under way, and that the guest once ran. */
    private static Decision idle(Server server, String action) {
        String id = server.id().toString();
        if (server.state().phase().isPresent()) {
            return new Decision.Refuse(new Problem.Busy(
                    "server",
                    id,
                    server.state().phase().get().word(),
                    action,
                    server.state().operation().map(Object::toString).orElse("")));
        }
        return server.state().launchedAt().isPresent()
                ? new Decision.Begin()
                : new Decision.Refuse(new Problem.WrongState("server", id, "launched_at", "None", action));
    }

    private static boolean reboots(Server server) {
        return server.state()
                .phase()
                .filter(phase -> phase == Phase.REBOOTING || phase == Phase.REBOOTING_HARD)
                .isPresent();
    }

    private static boolean locked(Server server, boolean overridesLock) {
        return server.lockedBy().isPresent() && !overridesLock;
    }

    private static Decision wrongState(Server server, String action) {
        return new Decision.Refuse(notIn(server, action));
    }

    private static Problem notIn(Server server, String action) {
        return new Problem.WrongState(
                "server",
                server.id().toString(),
                "vm_state",
                server.state().rests().word(),
                action);
    }
}
