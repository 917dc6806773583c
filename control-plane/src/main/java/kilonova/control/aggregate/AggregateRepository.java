package kilonova.control.aggregate;

import static kilonova.control.store.tables.Tables.HOST;
import static kilonova.control.store.tables.Tables.HOST_AGGREGATE;
import static kilonova.control.store.tables.Tables.HOST_AGGREGATE_MEMBER;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kilonova.control.store.Json;
import kilonova.control.store.LostRace;
import kilonova.control.store.SerialNumbers;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.HostAggregateRecord;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Rows of aggregates and their hosts. */
final class AggregateRepository {
    private static final TypeReference<TreeMap<String, String>> METADATA = new TypeReference<>() {};

    Optional<Aggregate> find(Tx tx, String id) {
        return whole(tx, HOST_AGGREGATE.ID.eq(id)).stream().findFirst();
    }

    Optional<Aggregate> find(Tx tx, long serial) {
        return whole(tx, HOST_AGGREGATE.SERIAL_NO.eq(serial)).stream().findFirst();
    }

    List<Aggregate> all(Tx tx, Collection<String> ids) {
        return whole(tx, HOST_AGGREGATE.ID.in(ids));
    }

    /** Ids in their own order, those after {@code after}. */
    List<String> ids(Tx tx, String after, int limit) {
        return tx.sql()
                .select(HOST_AGGREGATE.ID)
                .from(HOST_AGGREGATE)
                .where(HOST_AGGREGATE.ID.gt(after))
                .orderBy(HOST_AGGREGATE.ID)
                .limit(limit)
                .fetch(HOST_AGGREGATE.ID);
    }

    boolean named(Tx tx, String name) {
        return tx.sql().fetchExists(HOST_AGGREGATE, HOST_AGGREGATE.NAME.eq(name));
    }

    /** In order of serial, those after it. */
    List<Aggregate> page(Tx tx, long after, int limit) {
        return withHosts(
                tx,
                tx.sql()
                        .selectFrom(HOST_AGGREGATE)
                        .where(HOST_AGGREGATE.SERIAL_NO.gt(after))
                        .orderBy(HOST_AGGREGATE.SERIAL_NO)
                        .limit(limit)
                        .fetch());
    }

    /** All that have any of the hosts. */
    List<Aggregate> having(Tx tx, Collection<String> hostIds) {
        return whole(
                tx,
                HOST_AGGREGATE.ID.in(DSL.select(HOST_AGGREGATE_MEMBER.AGGREGATE_ID)
                        .from(HOST_AGGREGATE_MEMBER)
                        .where(HOST_AGGREGATE_MEMBER.HOST_ID.in(hostIds))));
    }

    private static List<Aggregate> whole(Tx tx, Condition where) {
        return withHosts(
                tx,
                tx.sql()
                        .selectFrom(HOST_AGGREGATE)
                        .where(where)
                        .orderBy(HOST_AGGREGATE.SERIAL_NO)
                        .fetch());
    }

    private static List<Aggregate> withHosts(Tx tx, List<HostAggregateRecord> rows) {
        var members = new HashMap<String, List<Aggregate.Member>>();
        if (!rows.isEmpty()) {
            tx.sql()
                    .select(HOST_AGGREGATE_MEMBER.AGGREGATE_ID, HOST.ID, HOST.NAME)
                    .from(HOST_AGGREGATE_MEMBER)
                    .join(HOST)
                    .on(HOST.ID.eq(HOST_AGGREGATE_MEMBER.HOST_ID))
                    .where(HOST_AGGREGATE_MEMBER.AGGREGATE_ID.in(
                            rows.stream().map(HostAggregateRecord::getId).toList()))
                    .orderBy(HOST.NAME)
                    .forEach(row -> members.computeIfAbsent(row.value1(), _ -> new ArrayList<>())
                            .add(new Aggregate.Member(row.value2(), row.value3())));
        }
        return rows.stream()
                .map(row -> new Aggregate(
                        row.getId(),
                        row.getSerialNo(),
                        row.getName(),
                        Json.read(row.getMetadata(), METADATA),
                        members.getOrDefault(row.getId(), List.of()),
                        row.getGeneration(),
                        row.getCreatedAt(),
                        Optional.ofNullable(row.getUpdatedAt())))
                .toList();
    }

    long nextSerial(Tx tx) {
        return SerialNumbers.next(tx, HOST_AGGREGATE.SERIAL_NO);
    }

    void insert(Tx tx, Aggregate aggregate) {
        HostAggregateRecord row = row(aggregate.name(), aggregate.metadata(), aggregate.updatedAt(), 1);
        row.setId(aggregate.id());
        row.setSerialNo(aggregate.serial());
        row.setCreatedAt(aggregate.createdAt());
        tx.sql().insertInto(HOST_AGGREGATE).set(row).execute();
        tx.changed(AggregateNews.change(AggregateNews.Act.CREATE, aggregate, 1));
    }

    void replace(Tx tx, Aggregate seen, Aggregate next, AggregateNews.Act act) {
        long generation = seen.generation() + 1;
        int rows = tx.sql()
                .update(HOST_AGGREGATE)
                .set(row(next.name(), next.metadata(), next.updatedAt(), generation))
                .where(HOST_AGGREGATE.ID.eq(seen.id()))
                .and(HOST_AGGREGATE.GENERATION.eq(seen.generation()))
                .execute();
        if (rows == 0) {
            throw new LostRace(Aggregates.KIND, seen.id());
        }
        Aggregate now = find(tx, seen.id()).orElseThrow(() -> new LostRace(Aggregates.KIND, seen.id()));
        tx.changed(AggregateNews.change(act, now, generation));
    }

    void delete(Tx tx, Aggregate seen) {
        int rows = tx.sql()
                .deleteFrom(HOST_AGGREGATE)
                .where(HOST_AGGREGATE.ID.eq(seen.id()))
                .and(HOST_AGGREGATE.GENERATION.eq(seen.generation()))
                .execute();
        if (rows == 0) {
            throw new LostRace(Aggregates.KIND, seen.id());
        }
        tx.changed(AggregateNews.change(AggregateNews.Act.DELETE, seen, seen.generation() + 1));
    }

    void add(Tx tx, Aggregate to, String hostId) {
        tx.sql()
                .insertInto(HOST_AGGREGATE_MEMBER)
                .set(HOST_AGGREGATE_MEMBER.AGGREGATE_ID, to.id())
                .set(HOST_AGGREGATE_MEMBER.HOST_ID, hostId)
                .execute();
        replace(tx, to, to, AggregateNews.Act.ADD_HOST);
    }

    void remove(Tx tx, Aggregate from, String hostId) {
        tx.sql()
                .deleteFrom(HOST_AGGREGATE_MEMBER)
                .where(HOST_AGGREGATE_MEMBER.AGGREGATE_ID.eq(from.id()))
                .and(HOST_AGGREGATE_MEMBER.HOST_ID.eq(hostId))
                .execute();
        replace(tx, from, from, AggregateNews.Act.REMOVE_HOST);
    }

    private static HostAggregateRecord row(
            String name, Map<String, String> metadata, Optional<Long> updatedAt, long generation) {
        var row = new HostAggregateRecord();
        row.setName(name);
        row.setMetadata(Json.write(new TreeMap<>(metadata)));
        row.setGeneration(generation);
        row.setUpdatedAt(updatedAt.orElse(null));
        return row;
    }
}
