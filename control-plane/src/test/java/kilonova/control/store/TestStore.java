package kilonova.control.store;

import java.time.Duration;
import kilonova.kernel.Env;
import kilonova.testkit.database.TestDatabase;

/** Opens the store on the database of a test class. */
public final class TestStore {
    private TestStore() {}

    public static Database open(TestDatabase place) {
        return place.open(Database.class, fresh -> Database.open(settings(fresh), Env.real()));
    }

    /** One that learns what other processes committed only when it is told that there is something. */
    public static Database openDeaf(TestDatabase place, Env env) {
        return Database.open(settings(place), env, Duration.ofHours(1));
    }

    public static DatabaseSettings settings(TestDatabase place) {
        return new DatabaseSettings(place.url(), place.user(), place.password(), 4);
    }
}
