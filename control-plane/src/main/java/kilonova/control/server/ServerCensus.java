package kilonova.control.server;

import static kilonova.control.store.tables.Tables.SERVER;

import java.util.List;
import java.util.Optional;
import kilonova.control.store.Tx;

/** Every server in a few words, deleted ones included: for whoever audits the whole. */
public final class ServerCensus {

    /** @param resting, {@code phase}: as stored */
    public record Entry(
            String id, String name, String resting, Optional<String> phase, Optional<String> hostId, boolean deleted) {}

    public List<Entry> all(Tx tx) {
        return tx.sql()
                .select(SERVER.ID, SERVER.NAME, SERVER.RESTING, SERVER.PHASE, SERVER.HOST_ID, SERVER.DELETED_AT)
                .from(SERVER)
                .orderBy(SERVER.ID)
                .fetch(row -> new Entry(
                        row.get(SERVER.ID),
                        row.get(SERVER.NAME),
                        row.get(SERVER.RESTING),
                        Optional.ofNullable(row.get(SERVER.PHASE)),
                        Optional.ofNullable(row.get(SERVER.HOST_ID)),
                        row.get(SERVER.DELETED_AT) != null));
    }
}
