package kilonova.gateway.compute.server;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kilonova.compute.v1.Phase;
import kilonova.compute.v1.Power;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.Server;

/** How the three axes of a server are spelled in REST. */
public final class ServerStatus {
    /** Every status there is. */
    static final Set<String> ALL = Set.of(
            "ACTIVE",
            "BUILD",
            "DELETED",
            "ERROR",
            "HARD_REBOOT",
            "MIGRATING",
            "PASSWORD",
            "PAUSED",
            "REBOOT",
            "REBUILD",
            "RESCUE",
            "RESIZE",
            "REVERT_RESIZE",
            "SHELVED",
            "SHELVED_OFFLOADED",
            "SHUTOFF",
            "SOFT_DELETED",
            "SUSPENDED",
            "UNKNOWN",
            "VERIFY_RESIZE");

    private static final Set<String> WITH_PROGRESS =
            Set.of("ACTIVE", "BUILD", "REBUILD", "RESIZE", "VERIFY_RESIZE", "MIGRATING");

    private ServerStatus() {}

    static String of(Server server) {
        return server.hasDeleteTime() ? "DELETED" : of(server.getRestingState(), server.getPhase());
    }

    static String of(RestingState state, Phase phase) {
        return switch (state) {
            case RESTING_STATE_BUILDING -> "BUILD";
            case RESTING_STATE_ACTIVE ->
                switch (phase) {
                    case PHASE_REBOOTING -> "REBOOT";
                    case PHASE_REBOOTING_HARD -> "HARD_REBOOT";
                    case PHASE_UNSPECIFIED,
                            PHASE_SCHEDULING,
                            PHASE_NETWORKING,
                            PHASE_BLOCK_DEVICE_MAPPING,
                            PHASE_SPAWNING,
                            PHASE_DELETING,
                            PHASE_POWERING_OFF,
                            PHASE_POWERING_ON,
                            UNRECOGNIZED -> "ACTIVE";
                };
            case RESTING_STATE_STOPPED -> "SHUTOFF";
            case RESTING_STATE_PAUSED -> "PAUSED";
            case RESTING_STATE_SUSPENDED -> "SUSPENDED";
            case RESTING_STATE_RESCUED -> "RESCUE";
            case RESTING_STATE_RESIZED -> "VERIFY_RESIZE";
            case RESTING_STATE_SHELVED -> "SHELVED";
            case RESTING_STATE_SHELVED_OFFLOADED -> "SHELVED_OFFLOADED";
            case RESTING_STATE_SOFT_DELETED -> "SOFT_DELETED";
            case RESTING_STATE_DELETED -> "DELETED";
            case RESTING_STATE_ERROR -> "ERROR";
            case RESTING_STATE_UNSPECIFIED, UNRECOGNIZED -> "UNKNOWN";
        };
    }

    static boolean hasProgress(String status) {
        return WITH_PROGRESS.contains(status);
    }

    static boolean hasFault(String status) {
        return status.equals("ERROR") || status.equals("DELETED");
    }

    /** Nova's {@code vm_state}. */
    public static String vmState(RestingState state) {
        return switch (state) {
            case RESTING_STATE_SOFT_DELETED -> "soft-delete";
            case RESTING_STATE_BUILDING,
                    RESTING_STATE_ACTIVE,
                    RESTING_STATE_STOPPED,
                    RESTING_STATE_PAUSED,
                    RESTING_STATE_SUSPENDED,
                    RESTING_STATE_RESCUED,
                    RESTING_STATE_RESIZED,
                    RESTING_STATE_SHELVED,
                    RESTING_STATE_SHELVED_OFFLOADED,
                    RESTING_STATE_DELETED,
                    RESTING_STATE_ERROR,
                    RESTING_STATE_UNSPECIFIED,
                    UNRECOGNIZED -> spelled(state.name(), "RESTING_STATE_");
        };
    }

    /** Nova's {@code task_state}; empty while nothing is going on. */
    static Optional<String> taskState(Phase phase) {
        return switch (phase) {
            case PHASE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
            case PHASE_POWERING_OFF -> Optional.of("powering-off");
            case PHASE_POWERING_ON -> Optional.of("powering-on");
            case PHASE_SCHEDULING,
                    PHASE_NETWORKING,
                    PHASE_BLOCK_DEVICE_MAPPING,
                    PHASE_SPAWNING,
                    PHASE_DELETING,
                    PHASE_REBOOTING,
                    PHASE_REBOOTING_HARD -> Optional.of(spelled(phase.name(), "PHASE_"));
        };
    }

    static int powerState(Power power) {
        return switch (power) {
            case POWER_UNSPECIFIED, UNRECOGNIZED -> 0;
            case POWER_RUNNING -> 1;
            case POWER_PAUSED -> 3;
            case POWER_SHUT_OFF -> 4;
            case POWER_CRASHED -> 6;
            case POWER_SUSPENDED -> 7;
        };
    }

    private static String spelled(String name, String prefix) {
        return name.substring(name.startsWith(prefix) ? prefix.length() : 0).toLowerCase(Locale.ROOT);
    }
}
