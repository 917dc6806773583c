package kilonova.control.replica;

import static kilonova.control.store.tables.Tables.REPLICA;

import java.util.List;
import java.util.Optional;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.ReplicaRecord;

/** Rows of replicas. */
final class ReplicaRepository {

    Optional<Replica> find(Tx tx, String id) {
        return tx.sql().selectFrom(REPLICA).where(REPLICA.ID.eq(id)).fetchOptional(ReplicaRepository::replica);
    }

    /** By id. */
    List<Replica> all(Tx tx) {
        return tx.sql().selectFrom(REPLICA).orderBy(REPLICA.ID).fetch(ReplicaRepository::replica);
    }

    void insert(Tx tx, Replica replica) {
        tx.sql()
                .insertInto(REPLICA)
                .set(REPLICA.ID, replica.id())
                .set(REPLICA.EPOCH, replica.epoch())
                .set(REPLICA.LEASE_UNTIL, replica.leaseUntil())
                .set(REPLICA.ADDRESS, replica.address())
                .set(REPLICA.MACHINE, replica.machine())
                .execute();
    }

    /** @return whether the row was as seen until now */
    boolean replace(Tx tx, Replica seen, Replica next) {
        return tx.sql()
                        .update(REPLICA)
                        .set(REPLICA.EPOCH, next.epoch())
                        .set(REPLICA.LEASE_UNTIL, next.leaseUntil())
                        .set(REPLICA.ADDRESS, next.address())
                        .set(REPLICA.MACHINE, next.machine())
                        .where(REPLICA.ID.eq(seen.id()))
                        .and(REPLICA.EPOCH.eq(seen.epoch()))
                        .and(REPLICA.LEASE_UNTIL.eq(seen.leaseUntil()))
                        .execute()
                == 1;
    }

    /** @return whether the process still is in this life */
    boolean renew(Tx tx, Owner me, long leaseUntil) {
        return tx.sql()
                        .update(REPLICA)
                        .set(REPLICA.LEASE_UNTIL, leaseUntil)
                        .where(REPLICA.ID.eq(me.replica()))
                        .and(REPLICA.EPOCH.eq(me.epoch()))
                        .execute()
                == 1;
    }

    private static Replica replica(ReplicaRecord row) {
        return new Replica(row.getId(), row.getEpoch(), row.getLeaseUntil(), row.getAddress(), row.getMachine());
    }
}
