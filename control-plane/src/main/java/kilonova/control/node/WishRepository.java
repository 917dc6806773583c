package kilonova.control.node;

import static kilonova.control.store.tables.Tables.WISH;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Collection;
import java.util.List;
import kilonova.control.store.Json;
import kilonova.control.store.Rows;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.WishRecord;
import org.jooq.Condition;

/** Rows of wishes. */
final class WishRepository {
    private static final Rows<WishRecord> ROWS = new Rows<>(WISH);
    private static final TypeReference<List<Wish.Action>> ACTIONS = new TypeReference<>() {};

    /** Writes the wish in place of the one before. */
    void put(Tx tx, Wish wish) {
        ROWS.put(
                tx,
                ROWS.row()
                        .setServerId(wish.serverId())
                        .setHostId(wish.hostId())
                        .setGeneration(wish.generation())
                        .setEpoch(wish.epoch())
                        .setPower(wish.power().name())
                        .setActions(actions(wish)));
    }

    boolean delete(Tx tx, String serverId, String hostId) {
        return tx.sql().deleteFrom(WISH).where(key(serverId, hostId)).execute() == 1;
    }

    List<Wish> of(Tx tx, String hostId, Collection<String> serverIds) {
        return tx.sql()
                .selectFrom(WISH)
                .where(WISH.HOST_ID.eq(hostId))
                .and(WISH.SERVER_ID.in(serverIds))
                .fetch(WishRepository::wish);
    }

    List<String> present(Tx tx, Collection<String> hostIds) {
        return tx.sql()
                .select(WISH.SERVER_ID)
                .from(WISH)
                .where(WISH.HOST_ID.in(hostIds))
                .and(WISH.POWER.ne(WantedPower.ABSENT.name()))
                .orderBy(WISH.SERVER_ID)
                .fetch(WISH.SERVER_ID);
    }

    /** In order of server id, after {@code afterServer}. */
    List<Wish> page(Tx tx, String hostId, String afterServer, int limit) {
        return tx.sql()
                .selectFrom(WISH)
                .where(WISH.HOST_ID.eq(hostId))
                .and(WISH.SERVER_ID.gt(afterServer))
                .orderBy(WISH.SERVER_ID)
                .limit(limit)
                .fetch(WishRepository::wish);
    }

    private static Condition key(String serverId, String hostId) {
        return WISH.SERVER_ID.eq(serverId).and(WISH.HOST_ID.eq(hostId));
    }

    private static String actions(Wish wish) {
        return wish.actions().isEmpty() ? "[]" : Json.write(wish.actions());
    }

    private static Wish wish(WishRecord row) {
        return new Wish(
                row.getServerId(),
                row.getHostId(),
                row.getGeneration(),
                row.getEpoch(),
                WantedPower.valueOf(row.getPower()),
                row.getActions().equals("[]") ? List.of() : Json.read(row.getActions(), ACTIONS));
    }
}
