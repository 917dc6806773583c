package kilonova.control.placement;

import static kilonova.control.store.tables.Tables.CONSUMER;

import java.util.Collection;
import java.util.Map;
import kilonova.control.store.Rows;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.ConsumerRecord;

/** Rows of consumers whose generation their writers compare. */
final class ConsumerRepository {
    private static final Rows<ConsumerRecord> CONSUMERS = new Rows<>(CONSUMER);

    Map<String, Long> generations(Tx tx, Collection<String> ids) {
        return tx.sql()
                .select(CONSUMER.ID, CONSUMER.GENERATION)
                .from(CONSUMER)
                .where(CONSUMER.ID.in(ids))
                .fetchMap(CONSUMER.ID, CONSUMER.GENERATION);
    }

    /** @return whether there was none: otherwise nothing is written */
    boolean enlist(Tx tx, String id, long generation) {
        return CONSUMERS.insertNew(tx, CONSUMERS.row().setId(id).setGeneration(generation));
    }

    /** @return whether nobody wrote since */
    boolean move(Tx tx, String id, long seen, long next) {
        return CONSUMERS.update(
                        tx,
                        CONSUMERS.row().setGeneration(next),
                        CONSUMERS.row().setId(id).setGeneration(seen))
                == 1;
    }

    /** @return whether nobody wrote since */
    boolean strike(Tx tx, String id, long seen) {
        return tx.sql()
                        .deleteFrom(CONSUMER)
                        .where(CONSUMER.ID.eq(id))
                        .and(CONSUMER.GENERATION.eq(seen))
                        .execute()
                == 1;
    }

    /** Whatever its generation. */
    void strike(Tx tx, String id) {
        tx.sql().deleteFrom(CONSUMER).where(CONSUMER.ID.eq(id)).execute();
    }
}
