package kilonova.node.journal;

import java.util.Map;

/**
 * Small values by key, kept over the death of the process. Safe for use by several threads. A disk that fails is thrown
 * as {@link java.io.UncheckedIOException}.
 */
public interface Records extends AutoCloseable {

    /** Everything that is kept, in the order of first writing. */
    Map<String, byte[]> all();

    /** Keeps a value; after the death of the process at once, after a power failure once {@link #force} has returned. */
    void put(String key, byte[] value);

    void remove(String key);

    /** Returns once everything put before has reached the disk. */
    void force();

    @Override
    void close();
}
