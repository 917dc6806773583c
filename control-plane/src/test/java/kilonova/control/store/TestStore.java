package kilonova.control.store;

import kilonova.kernel.Env;
import kilonova.testkit.database.TestDatabase;

/** Opens the store on the database of a test class. */
public final class TestStore {
    private TestStore() {}

    public static Database open(TestDatabase place) {
        return place.open(Database.class, fresh -> Database.open(settings(fresh), Env.real()));
    }

    public static DatabaseSettings settings(TestDatabase place) {
        return new DatabaseSettings(place.url(), place.user(), place.password(), 4);
    }
}
