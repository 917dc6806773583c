package kilonova.control.store;

import kilonova.kernel.Env;
import kilonova.testkit.database.TestDatabase;

/** Opens the store for tests of all rooms. */
public final class Stores {
    private Stores() {}

    /** The store of a test class, open on its database; all methods share it. */
    public static Database open(TestDatabase at) {
        return at.open(Database.class, fresh -> Database.open(settings(fresh), Env.real()));
    }

    static DatabaseSettings settings(TestDatabase at) {
        return new DatabaseSettings(at.url(), at.user(), at.password(), 8);
    }
}
