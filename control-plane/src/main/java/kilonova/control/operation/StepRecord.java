package kilonova.control.operation;

/**
 * One step as it went.
 *
 * @param endedAt microseconds, 0 while it runs
 * @param result {@code success}, {@code error}, empty while it runs
 * @param host where it acted, empty when nowhere in particular
 */
public record StepRecord(String name, long startedAt, long endedAt, String result, String host, String details) {

    static StepRecord started(String name, long at) {
        return new StepRecord(name, at, 0, "", "", "");
    }

    StepRecord ended(long at, boolean well, String where, String why) {
        return new StepRecord(name, startedAt, at, well ? "success" : "error", where, why);
    }

    boolean open() {
        return endedAt == 0;
    }
}
