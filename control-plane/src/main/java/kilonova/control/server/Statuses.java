package kilonova.control.server;

import static kilonova.control.store.tables.Tables.SERVER;

import kilonova.kernel.Problem;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Nova's statuses as conditions on the two columns that make them up (feature map 3.2). */
final class Statuses {
    private Statuses() {}

    /** @throws kilonova.kernel.ProblemException Invalid for a word that is no status */
    static Condition condition(String status) {
        return switch (status) {
            case "ACTIVE" ->
                rests(RestingState.ACTIVE)
                        .and(SERVER.PHASE
                                .isNull()
                                .or(SERVER.PHASE.notIn(Phase.REBOOTING.name(), Phase.REBOOTING_HARD.name())));
            case "REBOOT" -> rests(RestingState.ACTIVE).and(SERVER.PHASE.eq(Phase.REBOOTING.name()));
            case "HARD_REBOOT" -> rests(RestingState.ACTIVE).and(SERVER.PHASE.eq(Phase.REBOOTING_HARD.name()));
            case "BUILD" -> rests(RestingState.BUILDING);
            case "SHUTOFF" -> rests(RestingState.STOPPED);
            case "VERIFY_RESIZE" -> rests(RestingState.RESIZED);
            case "PAUSED" -> rests(RestingState.PAUSED);
            case "SUSPENDED" -> rests(RestingState.SUSPENDED);
            case "RESCUE" -> rests(RestingState.RESCUED);
            case "ERROR" -> rests(RestingState.ERROR);
            case "DELETED" -> rests(RestingState.DELETED);
            case "SOFT_DELETED" -> rests(RestingState.SOFT_DELETED);
            case "SHELVED" -> rests(RestingState.SHELVED);
            case "SHELVED_OFFLOADED" -> rests(RestingState.SHELVED_OFFLOADED);
            case "PASSWORD", "REBUILD", "MIGRATING", "RESIZE", "REVERT_RESIZE", "UNKNOWN" -> DSL.falseCondition();
            default -> throw new Problem.Invalid("status", status + " is no status of a server").raise();
        };
    }

    private static Condition rests(RestingState state) {
        return SERVER.RESTING.eq(state.name());
    }
}
