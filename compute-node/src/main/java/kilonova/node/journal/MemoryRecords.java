package kilonova.node.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/** Records as long as this object lives: the disk of a simulated machine. */
public final class MemoryRecords implements Records {
    private final Map<String, byte[]> values = new LinkedHashMap<>();

    @Override
    public synchronized Map<String, byte[]> all() {
        return new LinkedHashMap<>(values);
    }

    @Override
    public synchronized void put(String key, byte[] value) {
        values.put(key, value.clone());
    }

    @Override
    public synchronized void remove(String key) {
        values.remove(key);
    }

    @Override
    public void force() {}

    @Override
    public void close() {}
}
