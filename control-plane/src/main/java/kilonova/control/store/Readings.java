package kilonova.control.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What texts of JSON mean, for texts of which there are few and which are read often. What they mean never changes. */
public final class Readings<T> {
    /** Texts that are kept, at most; one more, and all are read anew. */
    private static final int MAX_KEPT = 1_000;

    private final Class<T> type;
    private final Map<String, T> known = new ConcurrentHashMap<>();

    /** @param type an immutable record */
    public Readings(Class<T> type) {
        this.type = type;
    }

    public T of(String text) {
        T before = known.get(text);
        if (before != null) {
            return before;
        }
        T read = Json.read(text, type);
        if (known.size() >= MAX_KEPT) {
            known.clear();
        }
        known.put(text, read);
        return read;
    }
}
