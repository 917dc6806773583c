package kilonova.control.notification;

import static kilonova.control.store.tables.Tables.NOTIFICATION_POSITION;

import java.util.OptionalLong;
import kilonova.control.store.Tx;

/** How far in the change log each receiver has been told. */
final class PositionRepository {

    OptionalLong find(Tx tx, String receiver) {
        Long revision = tx.sql()
                .select(NOTIFICATION_POSITION.REVISION)
                .from(NOTIFICATION_POSITION)
                .where(NOTIFICATION_POSITION.RECEIVER.eq(receiver))
                .fetchOne(NOTIFICATION_POSITION.REVISION);
        return revision == null ? OptionalLong.empty() : OptionalLong.of(revision);
    }

    void begin(Tx tx, String receiver, long revision, long now) {
        tx.sql()
                .insertInto(NOTIFICATION_POSITION)
                .set(NOTIFICATION_POSITION.RECEIVER, receiver)
                .set(NOTIFICATION_POSITION.REVISION, revision)
                .set(NOTIFICATION_POSITION.UPDATED_AT, now)
                .onDuplicateKeyIgnore()
                .execute();
    }

    /** @return false when another has told it further meanwhile */
    boolean move(Tx tx, String receiver, long from, long to, long now) {
        return tx.sql()
                        .update(NOTIFICATION_POSITION)
                        .set(NOTIFICATION_POSITION.REVISION, to)
                        .set(NOTIFICATION_POSITION.UPDATED_AT, now)
                        .where(NOTIFICATION_POSITION.RECEIVER.eq(receiver))
                        .and(NOTIFICATION_POSITION.REVISION.eq(from))
                        .execute()
                == 1;
    }
}
