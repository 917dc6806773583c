package kilonova.control.request;

import java.util.OptionalLong;
import kilonova.control.store.Database;

/** Forgets what was answered to requests of more than a day ago, in small batches. */
public final class RequestExpiry {
    /** Answers that one transaction forgets. */
    static final int BATCH = 1_000;
    /** Batches of one tick. */
    private static final int MAX_BATCHES = 20;

    private final Database database;
    private final Requests requests;

    public RequestExpiry(Database database, Requests requests) {
        this.database = database;
        this.requests = requests;
    }

    /** Forgets what is due. Costs one read when nothing is. */
    public void tick() {
        for (int i = 0; i < MAX_BATCHES; i++) {
            OptionalLong due = database.read(tx -> requests.expired(tx, BATCH));
            if (due.isEmpty()) {
                return;
            }
            database.write(tx -> requests.forget(tx, due.getAsLong()));
        }
    }
}
