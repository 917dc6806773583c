package kilonova.control.keypair;

import static kilonova.control.store.tables.Tables.KEYPAIR;
import static kilonova.control.store.tables.Tables.KEYPAIR_TALLY;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import kilonova.control.identity.UserId;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.KeypairRecord;
import kilonova.kernel.Problem;
import org.jooq.Condition;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;

/** Rows of keypairs in, records out. Every write appends to the change log. */
final class KeypairRepository {
    /** Counts all keypairs ever made. */
    private static final String EVERYONE = "";

    Optional<Keypair> find(Tx tx, UserId user, String name) {
        return tx.sql()
                .fetchOptional(KEYPAIR, KEYPAIR.USER_ID.eq(user.value()).and(KEYPAIR.NAME.eq(name)))
                .map(KeypairRepository::record);
    }

    /** By name, those after {@code after}. */
    List<Keypair> list(Tx tx, UserId user, Optional<String> after, int limit) {
        Condition rest = after.map(name -> (Condition) KEYPAIR.NAME.gt(name)).orElseGet(DSL::noCondition);
        return tx.sql()
                .selectFrom(KEYPAIR)
                .where(KEYPAIR.USER_ID.eq(user.value()).and(rest))
                .orderBy(KEYPAIR.NAME)
                .limit(limit)
                .fetch(KeypairRepository::record);
    }

    /** Those of the user among these serials. */
    List<Keypair> numbered(Tx tx, UserId user, Collection<Long> serials) {
        return tx.sql()
                .selectFrom(KEYPAIR)
                .where(KEYPAIR.USER_ID.eq(user.value()).and(KEYPAIR.SERIAL.in(serials)))
                .fetch(KeypairRepository::record);
    }

    /** Every serial of the user. */
    List<Long> serials(Tx tx, UserId user) {
        return tx.sql()
                .select(KEYPAIR.SERIAL)
                .from(KEYPAIR)
                .where(KEYPAIR.USER_ID.eq(user.value()))
                .orderBy(KEYPAIR.SERIAL)
                .fetch(KEYPAIR.SERIAL);
    }

    long count(Tx tx, UserId user) {
        return tx.sql().fetchCount(KEYPAIR, KEYPAIR.USER_ID.eq(user.value()));
    }

    /** Counts one more of the user's, unless that were more than {@code most} (-1: no limit). */
    boolean countUp(Tx tx, UserId user, long most) {
        tx.sql()
                .insertInto(KEYPAIR_TALLY, KEYPAIR_TALLY.USER_ID, KEYPAIR_TALLY.TALLY)
                .values(user.value(), 0L)
                .onDuplicateKeyIgnore()
                .execute();
        Condition fits = most < 0 ? DSL.noCondition() : KEYPAIR_TALLY.TALLY.lt(most);
        return tx.sql()
                        .update(KEYPAIR_TALLY)
                        .set(KEYPAIR_TALLY.TALLY, KEYPAIR_TALLY.TALLY.plus(1))
                        .where(KEYPAIR_TALLY.USER_ID.eq(user.value()).and(fits))
                        .execute()
                == 1;
    }

    /** The number of the next keypair of all. */
    long nextSerial(Tx tx) {
        tx.sql()
                .update(KEYPAIR_TALLY)
                .set(KEYPAIR_TALLY.TALLY, KEYPAIR_TALLY.TALLY.plus(1))
                .where(KEYPAIR_TALLY.USER_ID.eq(EVERYONE))
                .execute();
        return tx.sql()
                .select(KEYPAIR_TALLY.TALLY)
                .from(KEYPAIR_TALLY)
                .where(KEYPAIR_TALLY.USER_ID.eq(EVERYONE))
                .fetchSingle(KEYPAIR_TALLY.TALLY);
    }

    void insert(Tx tx, Keypair keypair, boolean imported) {
        try {
            KeypairRecord row = tx.sql().newRecord(KEYPAIR);
            row.setUserId(keypair.user().value());
            row.setName(keypair.name());
            row.setKind(keypair.kind().word());
            row.setPublicKey(keypair.publicKey());
            row.setFingerprint(keypair.fingerprint());
            row.setSerial(keypair.serial());
            row.setCreatedAt(keypair.createdMicros());
            row.insert();
        } catch (IntegrityConstraintViolationException taken) {
            throw new Problem.Duplicate(Keypairs.KIND, keypair.name()).raise();
        }
        tx.changed(KeypairNews.change(imported ? "import" : "create", keypair));
    }

    void delete(Tx tx, Keypair keypair) {
        tx.sql()
                .deleteFrom(KEYPAIR)
                .where(KEYPAIR.USER_ID.eq(keypair.user().value()).and(KEYPAIR.NAME.eq(keypair.name())))
                .execute();
        tx.sql()
                .update(KEYPAIR_TALLY)
                .set(KEYPAIR_TALLY.TALLY, KEYPAIR_TALLY.TALLY.minus(1))
                .where(KEYPAIR_TALLY.USER_ID.eq(keypair.user().value()))
                .execute();
        tx.changed(KeypairNews.change("delete", keypair));
    }

    private static Keypair record(KeypairRecord row) {
        return new Keypair(
                new UserId(row.getUserId()),
                row.getName(),
                Keypair.Kind.of(row.getKind()),
                row.getPublicKey(),
                row.getFingerprint(),
                row.getSerial(),
                row.getCreatedAt());
    }
}
