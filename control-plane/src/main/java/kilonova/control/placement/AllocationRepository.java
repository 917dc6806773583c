package kilonova.control.placement;

import static kilonova.control.store.tables.Tables.ALLOCATION;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.store.KeptQuery;
import kilonova.control.store.Rows;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.AllocationRecord;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Rows of allocations. */
final class AllocationRepository {
    private static final Rows<AllocationRecord> ALLOCATIONS = new Rows<>(ALLOCATION);
    private static final KeptQuery DELETE = new KeptQuery(sql ->
            sql.deleteFrom(ALLOCATION).where(ALLOCATION.CONSUMER_ID.eq("")).and(ALLOCATION.PROVIDER_ID.eq("")));
    /** Characters of amounts up to which rows are grouped by them. */
    private static final int GROUPED = 200;

    /** Amounts that are held {@code times} times. */
    record Multiple(String type, Resources resources, int times) {}

    List<Holding> holdings(Tx tx, Optional<String> consumer, Optional<String> provider, String after, int limit) {
        Condition where = DSL.noCondition();
        if (consumer.isPresent()) {
            where = where.and(ALLOCATION.CONSUMER_ID.eq(consumer.get()));
        }
        if (provider.isPresent()) {
            where = where.and(ALLOCATION.PROVIDER_ID.eq(provider.get()));
        }
        int slash = after.indexOf('/');
        if (slash > 0) {
            where = where.and(DSL.row(ALLOCATION.CONSUMER_ID, ALLOCATION.PROVIDER_ID)
                    .gt(after.substring(0, slash), after.substring(slash + 1)));
        }
        return tx.sql()
                .selectFrom(ALLOCATION)
                .where(where)
                .orderBy(ALLOCATION.CONSUMER_ID, ALLOCATION.PROVIDER_ID)
                .limit(limit)
                .fetch(AllocationRepository::holding);
    }

    /** All that the consumer holds, by provider. */
    List<Holding> holdings(Tx tx, String consumer) {
        return ALLOCATIONS.all(tx, ALLOCATIONS.row().setConsumerId(consumer), AllocationRepository::holding);
    }

    /** All that these consumers hold, by consumer; of those who hold nothing there is no entry. One statement. */
    Map<String, List<Holding>> holdings(Tx tx, Collection<String> consumers) {
        if (consumers.size() == 1) {
            String only = consumers.iterator().next();
            List<Holding> held = holdings(tx, only);
            return held.isEmpty() ? Map.of() : Map.of(only, held);
        }
        return tx.sql()
                .selectFrom(ALLOCATION)
                .where(ALLOCATION.CONSUMER_ID.in(consumers))
                .orderBy(ALLOCATION.CONSUMER_ID, ALLOCATION.PROVIDER_ID)
                .fetchGroups(ALLOCATION.CONSUMER_ID, AllocationRepository::holding);
    }

    /**
     * How often a project's consumers hold each amount that they hold, by type. One statement, which tells a row for each
     * flavor, as it were, however many consumers there are.
     *
     * @param user of whose consumers; empty for all
     * @param type of which consumers; empty in it for those whose type nobody said
     */
    List<Multiple> multiples(Tx tx, String project, String user, Optional<String> type) {
        // Databases may compare the beginning of a long text alone when they group by it: such rows are told one by
        // one.
        var longer = DSL.length(ALLOCATION.RESOURCES).gt(DSL.inline(GROUPED));
        return tx.sql()
                .select(ALLOCATION.CONSUMER_TYPE, ALLOCATION.RESOURCES, DSL.count())
                .from(ALLOCATION)
                .where(of(project, user, type))
                .groupBy(
                        ALLOCATION.CONSUMER_TYPE,
                        ALLOCATION.RESOURCES,
                        DSL.when(longer, ALLOCATION.CONSUMER_ID),
                        DSL.when(longer, ALLOCATION.PROVIDER_ID))
                .fetch(row -> new Multiple(row.value1(), Resources.unpack(row.value2()), row.value3()));
    }

    /** How many of a project's consumers hold something, by type. One statement. */
    Map<String, Integer> consumers(Tx tx, String project, String user, Optional<String> type) {
        return tx.sql()
                .select(ALLOCATION.CONSUMER_TYPE, DSL.countDistinct(ALLOCATION.CONSUMER_ID))
                .from(ALLOCATION)
                .where(of(project, user, type))
                .groupBy(ALLOCATION.CONSUMER_TYPE)
                .fetchMap(ALLOCATION.CONSUMER_TYPE, DSL.countDistinct(ALLOCATION.CONSUMER_ID));
    }

    private static Condition of(String project, String user, Optional<String> type) {
        Condition where = ALLOCATION.PROJECT_ID.eq(project);
        if (!user.isEmpty()) {
            where = where.and(ALLOCATION.USER_ID.eq(user));
        }
        return type.isPresent() ? where.and(ALLOCATION.CONSUMER_TYPE.eq(type.get())) : where;
    }

    /** Ids of all who hold something, in their order. */
    List<String> consumerIds(Tx tx, String after, int limit) {
        return tx.sql()
                .selectDistinct(ALLOCATION.CONSUMER_ID)
                .from(ALLOCATION)
                .where(ALLOCATION.CONSUMER_ID.gt(after))
                .orderBy(ALLOCATION.CONSUMER_ID)
                .limit(limit)
                .fetch(ALLOCATION.CONSUMER_ID);
    }

    /** @return whether the consumer held nothing of the provider before; otherwise nothing is written */
    boolean insertNew(Tx tx, Allocation allocation, long now) {
        return ALLOCATIONS.insertNew(tx, row(allocation).setCreatedAt(now));
    }

    void insert(Tx tx, Holding holding) {
        ALLOCATIONS.insert(
                tx,
                row(holding.allocation())
                        .setConsumerType(holding.type())
                        .setEnlisted(holding.enlisted())
                        .setCreatedAt(holding.createdAt()));
    }

    private static AllocationRecord row(Allocation allocation) {
        return ALLOCATIONS
                .row()
                .setConsumerId(allocation.consumer())
                .setProviderId(allocation.provider())
                .setProjectId(allocation.project().value())
                .setUserId(allocation.user().value())
                .setResources(allocation.resources().pack());
    }

    /** Writes what the consumer holds now of a provider that it held something of before. */
    void replace(Tx tx, Holding next) {
        Allocation is = next.allocation();
        ALLOCATIONS.update(
                tx,
                ALLOCATIONS
                        .row()
                        .setProjectId(is.project().value())
                        .setUserId(is.user().value())
                        .setResources(is.resources().pack())
                        .setConsumerType(next.type())
                        .setEnlisted(next.enlisted())
                        .setCreatedAt(next.createdAt()),
                ALLOCATIONS.row().setConsumerId(is.consumer()).setProviderId(is.provider()));
    }

    Map<String, Integer> consumers(Tx tx, Collection<String> providers) {
        return tx.sql()
                .select(ALLOCATION.PROVIDER_ID, DSL.count())
                .from(ALLOCATION)
                .where(ALLOCATION.PROVIDER_ID.in(providers))
                .groupBy(ALLOCATION.PROVIDER_ID)
                .fetchMap(ALLOCATION.PROVIDER_ID, DSL.count());
    }

    Map<String, List<String>> providersOf(Tx tx, Collection<String> consumers) {
        return tx.sql()
                .select(ALLOCATION.CONSUMER_ID, ALLOCATION.PROVIDER_ID)
                .from(ALLOCATION)
                .where(ALLOCATION.CONSUMER_ID.in(consumers))
                .orderBy(ALLOCATION.CONSUMER_ID, ALLOCATION.PROVIDER_ID)
                .fetchGroups(ALLOCATION.CONSUMER_ID, ALLOCATION.PROVIDER_ID);
    }

    void delete(Tx tx, Allocation allocation) {
        DELETE.execute(tx, allocation.consumer(), allocation.provider());
    }

    private static Holding holding(AllocationRecord row) {
        return new Holding(
                new Allocation(
                        row.getConsumerId(),
                        row.getProviderId(),
                        new ProjectId(row.getProjectId()),
                        new UserId(row.getUserId()),
                        Resources.unpack(row.getResources())),
                row.getConsumerType(),
                row.getEnlisted(),
                row.getCreatedAt());
    }
}
