package kilonova.control.node;

import static kilonova.control.store.tables.Tables.HOST;
import static kilonova.control.store.tables.Tables.NODE_STREAM;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import kilonova.control.replica.Owner;
import kilonova.control.store.Change;
import kilonova.control.store.LostRace;
import kilonova.control.store.Tx;
import org.jooq.Condition;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Which replica holds which node's stream, as rows. */
final class StreamRepository {
    /** The change log's word; id is the node's, generation the epoch of its stream, payload the replica that holds it. */
    static final String KIND = "node stream";

    /** @param epoch of the stream: grows with each of the node's */
    record Held(Owner owner, long epoch) {}

    /**
     * A host that counts as connected.
     *
     * @param held by whom its node's stream is held, or was last
     */
    record Connected(String hostId, String nodeId, Held held) {}

    Optional<Held> find(Tx tx, String nodeId) {
        return tx.sql()
                .selectFrom(NODE_STREAM)
                .where(NODE_STREAM.NODE_ID.eq(nodeId))
                .fetchOptional(row -> new Held(new Owner(row.getReplicaId(), row.getReplicaEpoch()), row.getEpoch()));
    }

    /** 0 before the node's first. */
    long epoch(Tx tx, String nodeId) {
        return find(tx, nodeId).map(Held::epoch).orElse(0L);
    }

    /** Who holds it, or did last; nobody changes that before the transaction has ended. */
    Optional<Held> held(Tx tx, String nodeId) {
        var query = tx.sql()
                .select(NODE_STREAM.REPLICA_ID, NODE_STREAM.REPLICA_EPOCH, NODE_STREAM.EPOCH)
                .from(NODE_STREAM)
                .where(NODE_STREAM.NODE_ID.eq(nodeId));
        // SQLite has one writer, and no words for a row that is held.
        boolean alone = tx.sql().dialect() == SQLDialect.SQLITE;
        return (alone ? query : query.forShare())
                .fetchOptional(row -> new Held(new Owner(row.value1(), row.value2()), row.value3()));
    }

    /** A new stream of the node begins here. @return its epoch */
    long take(Tx tx, String nodeId, Owner me) {
        long before = epoch(tx, nodeId);
        if (before == 0) {
            tx.sql()
                    .insertInto(NODE_STREAM)
                    .set(NODE_STREAM.NODE_ID, nodeId)
                    .set(NODE_STREAM.REPLICA_ID, me.replica())
                    .set(NODE_STREAM.REPLICA_EPOCH, me.epoch())
                    .set(NODE_STREAM.EPOCH, 1L)
                    .execute();
        } else if (tx.sql()
                        .update(NODE_STREAM)
                        .set(NODE_STREAM.REPLICA_ID, me.replica())
                        .set(NODE_STREAM.REPLICA_EPOCH, me.epoch())
                        .set(NODE_STREAM.EPOCH, before + 1)
                        .where(NODE_STREAM.NODE_ID.eq(nodeId))
                        .and(NODE_STREAM.EPOCH.eq(before))
                        .execute()
                == 0) {
            throw new LostRace(KIND, nodeId);
        }
        tx.changed(Change.of(KIND, nodeId, "", before + 1).with(me.replica()));
        return before + 1;
    }

    /** How many nodes have hosts that count as connected. */
    int connectedNodes(Tx tx) {
        return tx.sql()
                .select(DSL.countDistinct(HOST.NODE_ID))
                .from(HOST)
                .where(HOST.CONNECTED)
                .fetchSingle(0, Integer.class);
    }

    /** Hosts that count as connected and whose streams are held in none of these lives of replicas. */
    List<Connected> connectedBeside(Tx tx, Collection<Owner> lives) {
        Condition held = DSL.or(lives.stream()
                .map(life -> NODE_STREAM.REPLICA_ID.eq(life.replica()).and(NODE_STREAM.REPLICA_EPOCH.eq(life.epoch())))
                .toList());
        Condition beside = lives.isEmpty()
                ? DSL.trueCondition()
                : NODE_STREAM.REPLICA_ID.isNull().or(DSL.not(held));
        return tx.sql()
                .select(HOST.ID, HOST.NODE_ID, NODE_STREAM.REPLICA_ID, NODE_STREAM.REPLICA_EPOCH, NODE_STREAM.EPOCH)
                .from(HOST)
                .leftJoin(NODE_STREAM)
                .on(NODE_STREAM.NODE_ID.eq(HOST.NODE_ID))
                .where(HOST.CONNECTED)
                .and(beside)
                .orderBy(HOST.NAME)
                .fetch(row -> new Connected(
                        row.get(HOST.ID),
                        row.get(HOST.NODE_ID),
                        row.get(NODE_STREAM.EPOCH) == null
                                ? new Held(Owner.NONE, 0)
                                : new Held(
                                        new Owner(row.get(NODE_STREAM.REPLICA_ID), row.get(NODE_STREAM.REPLICA_EPOCH)),
                                        row.get(NODE_STREAM.EPOCH))));
    }
}
