package kilonova.control.store;

import java.util.Map;
import java.util.TreeMap;
import kilonova.control.store.tables.DefaultSchema;

/** How many rows each table has: the same before and after a refused request. */
public final class RowCounts {
    private RowCounts() {}

    public static Map<String, Integer> of(Database database) {
        return database.read(tx -> {
            var counts = new TreeMap<String, Integer>();
            DefaultSchema.DEFAULT_SCHEMA
                    .getTables()
                    .forEach(table -> counts.put(table.getName(), tx.sql().fetchCount(table)));
            return counts;
        });
    }
}
