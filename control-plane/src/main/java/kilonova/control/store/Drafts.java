package kilonova.control.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one kind within one transaction: each is read once, and written once, at the end, however many steps of
 * the transaction change it. Whatever else reads the rows within the transaction calls {@link #flush} first.
 *
 * @param <V> a row as a record
 */
public final class Drafts<V> {

    /** Writes one row that was seen as {@code seen}. */
    @FunctionalInterface
    public interface Writer<V> {
        void replace(Tx tx, V seen, V next);
    }

    private static final class Draft<V> {
        private V seen;
        private V now;
        private boolean written;

        Draft(V seen) {
            this.seen = seen;
            this.now = seen;
        }
    }

    private final Writer<V> writer;

    public Drafts(Writer<V> writer) {
        this.writer = writer;
    }

    /** The row as this transaction left it, or as {@code reader} reads it. What is not there is not remembered. */
    public Optional<V> find(Tx tx, String id, Supplier<Optional<V>> reader) {
        Draft<V> known = drafts(tx).get(id);
        if (known != null) {
            return Optional.of(known.now);
        }
        Optional<V> read = reader.get();
        read.ifPresent(value -> drafts(tx).put(id, new Draft<>(value)));
        return read;
    }

    /** The row as this transaction knows it; null when it does not. */
    public @Nullable V known(Tx tx, String id) {
        Draft<V> draft = drafts(tx).get(id);
        return draft == null ? null : draft.now;
    }

    /** Whether the row will be written at the end as things stand. */
    public boolean written(Tx tx, String id) {
        Draft<V> draft = drafts(tx).get(id);
        return draft != null && draft.written;
    }

    /** To be written at the end in place of what was to be written before. */
    public void replace(Tx tx, String id, V seen, V next) {
        Draft<V> draft = drafts(tx).computeIfAbsent(id, key -> new Draft<>(seen));
        if (!draft.written) {
            draft.seen = seen;
        }
        draft.now = next;
        draft.written = true;
    }

    /** Writes now what was to be written at the end. */
    public void flush(Tx tx) {
        for (Draft<V> draft : drafts(tx).values()) {
            if (draft.written) {
                writer.replace(tx, draft.seen, draft.now);
                draft.seen = draft.now;
                draft.written = false;
            }
        }
    }

    private Map<String, Draft<V>> drafts(Tx tx) {
        return tx.memory(this, () -> {
            tx.beforeCommit(() -> flush(tx));
            return new LinkedHashMap<>();
        });
    }
}
