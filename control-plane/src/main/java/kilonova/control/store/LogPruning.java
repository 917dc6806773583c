package kilonova.control.store;

import java.util.OptionalLong;
import kilonova.kernel.Env;

/** Forgets the oldest of the change log, in small batches, so that no writer waits long for it. */
public final class LogPruning {
    /** Batches of one tick. */
    private static final int MAX_BATCHES = 20;

    private final Env env;
    private final Database database;
    private final LogBounds bounds;
    /** Nothing up to here is left. Only a hint: it keeps the search out of what was deleted. */
    private long prunedTo;

    public LogPruning(Env env, Database database, LogBounds bounds) {
        this.env = env;
        this.database = database;
        this.bounds = bounds;
    }

    /** Forgets what is due. Costs a few reads by key when nothing is. */
    public void tick() {
        for (int i = 0; i < MAX_BATCHES; i++) {
            OptionalLong due = database.read(this::due);
            if (due.isEmpty()) {
                return;
            }
            prunedTo = due.getAsLong();
            database.write(tx -> ChangeLog.forget(tx, prunedTo));
        }
    }

    /** The last revision of the oldest batch, if all of that may go. */
    private OptionalLong due(Tx tx) {
        OptionalLong oldest = ChangeLog.oldest(tx, prunedTo);
        if (oldest.isEmpty()) {
            return OptionalLong.empty();
        }
        long last = oldest.getAsLong() + bounds.batch() - 1;
        long tooOld = env.nowMicros() - bounds.keptFor().toNanos() / 1_000;
        boolean due = ChangeLog.changedAt(tx, last).stream()
                .anyMatch(at -> at < tooOld || last <= Database.revision(tx) - bounds.mostKept());
        return due ? OptionalLong.of(last) : OptionalLong.empty();
    }
}
