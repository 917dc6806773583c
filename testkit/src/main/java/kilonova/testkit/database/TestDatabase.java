package kilonova.testkit.database;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One empty database of a test class. It is made when {@link #url()} is first asked for, which skips the test, with the
 * reason, where there is no server of this kind.
 */
public final class TestDatabase implements AutoCloseable {
    private final DatabaseKind kind;
    private final LinkedHashMap<Class<?>, AutoCloseable> opened = new LinkedHashMap<>();
    private @Nullable Place place;

    /** Where it lies, and how it is dropped. */
    record Place(String url, Optional<String> user, Optional<String> password, Runnable drop) {}

    TestDatabase(DatabaseKind kind) {
        this.kind = kind;
    }

    public DatabaseKind kind() {
        return kind;
    }

    /** A JDBC address without credentials. */
    public String url() {
        return place().url();
    }

    public Optional<String> user() {
        return place().user();
    }

    public Optional<String> password() {
        return place().password();
    }

    private synchronized Place place() {
        if (place == null) {
            place = Databases.make(kind);
        }
        return place;
    }

    /** What all methods of a test class share: opened by the first, closed before the database is dropped. */
    public synchronized <T extends AutoCloseable> T open(Class<T> type, Function<TestDatabase, T> opener) {
        AutoCloseable known = opened.get(type);
        if (known == null) {
            known = opener.apply(this);
            opened.put(type, known);
        }
        return type.cast(known);
    }

    /** Drops it with all it holds. Idempotent. */
    @Override
    public synchronized void close() throws Exception {
        for (AutoCloseable each : opened.sequencedValues().reversed()) {
            each.close();
        }
        opened.clear();
        if (place != null) {
            place.drop().run();
            place = null;
        }
    }

    /** Names the test in reports. */
    @Override
    public String toString() {
        return kind.name();
    }
}
