package kilonova.control.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * What was read of one kind, until it changes. A value is kept only if the change feed tells of no change since before
 * it was read, so that what is remembered is never older than what was delivered. What is not there is not remembered.
 */
public final class Remembered<V> {
    /** Values, and changes, that are kept at most; one more, and all are read anew. */
    private static final int MAX_KEPT = 100_000;

    private final Database database;
    private final String kind;
    private final BiFunction<Tx, String, Optional<V>> reader;
    private final int most;
    private final Map<String, V> known = new ConcurrentHashMap<>();
    private final Map<String, Long> changed = new HashMap<>();
    /** Changes up to here may have been forgotten: what was read before is not kept. */
    private long floor;

    /**
     * @param kind of the changes that make a value old, by its id
     * @param reader reads a committed value
     */
    public Remembered(Database database, String kind, BiFunction<Tx, String, Optional<V>> reader) {
        this(database, kind, reader, MAX_KEPT);
    }

    /** @param most values that are kept, for those that are large or many */
    public Remembered(Database database, String kind, BiFunction<Tx, String, Optional<V>> reader, int most) {
        this.most = most;
        this.database = database;
        this.kind = kind;
        this.reader = reader;
        database.feed().listen(this::forget, this::forgetAll);
    }

    public Optional<V> find(String id) {
        V remembered = known.get(id);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        long before = database.feed().delivered();
        return kept(id, database.read(tx -> reader.apply(tx, id)), before);
    }

    /** The same within a transaction that only reads. */
    public Optional<V> find(Tx tx, String id) {
        V remembered = known.get(id);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        long before = database.feed().delivered();
        return kept(id, reader.apply(tx, id), before);
    }

    private Optional<V> kept(String id, Optional<V> read, long before) {
        read.ifPresent(value -> keep(id, value, before));
        return read;
    }

    private synchronized void keep(String id, V value, long before) {
        if (before >= floor && changed.getOrDefault(id, 0L) <= before) {
            if (known.size() >= most) {
                known.clear();
            }
            known.put(id, value);
        }
    }

    private synchronized void forgetAll() {
        floor = database.feed().delivered();
        changed.clear();
        known.clear();
    }

    private synchronized void forget(List<Committed> news) {
        for (Committed each : news) {
            if (each.change().kind().equals(kind)) {
                if (changed.size() >= MAX_KEPT) {
                    changed.clear();
                    floor = each.revision();
                }
                changed.put(each.change().id(), each.revision());
                known.remove(each.change().id());
            }
        }
    }
}
