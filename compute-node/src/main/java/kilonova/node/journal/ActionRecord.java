package kilonova.node.journal;

/**
 * How far a one-shot action has come.
 *
 * @param run the run of the guest that the action was begun on: once the guest has left it, that part is done
 * @param error empty unless the action is {@link Stage#DONE} and went wrong
 */
public record ActionRecord(String id, Stage stage, long run, String error) {

    /** BEGUN: about to stop the guest. HALTED: the old run is over. DONE: nothing left to do. */
    public enum Stage {
        BEGUN,
        HALTED,
        DONE
    }

    public static ActionRecord begun(String id, long run) {
        return new ActionRecord(id, Stage.BEGUN, run, "");
    }

    public ActionRecord halted() {
        return new ActionRecord(id, Stage.HALTED, run, "");
    }

    public static ActionRecord done(String id, String error) {
        return new ActionRecord(id, Stage.DONE, 0, error);
    }
}
