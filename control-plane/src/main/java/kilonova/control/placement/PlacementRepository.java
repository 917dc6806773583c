package kilonova.control.placement;

import static kilonova.control.store.tables.Tables.ALLOCATION;
import static kilonova.control.store.tables.Tables.PROVIDER;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.store.Rows;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.AllocationRecord;
import kilonova.control.store.tables.tables.records.ProviderRecord;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Rows of providers and allocations. */
final class PlacementRepository {
    private static final Rows<ProviderRecord> PROVIDERS = new Rows<>(PROVIDER);
    private static final Rows<AllocationRecord> ALLOCATIONS = new Rows<>(ALLOCATION);

    Optional<Provider> provider(Tx tx, String id) {
        return PROVIDERS.find(tx, new ProviderRecord().setId(id)).map(PlacementRepository::provider);
    }

    Optional<Provider> named(Tx tx, String name) {
        return PROVIDERS.find(tx, new ProviderRecord().setName(name)).map(PlacementRepository::provider);
    }

    Map<String, Provider> providers(Tx tx, Collection<String> ids) {
        return tx.sql()
                .selectFrom(PROVIDER)
                .where(PROVIDER.ID.in(ids))
                .fetchMap(PROVIDER.ID, PlacementRepository::provider);
    }

    /** Hosts of this cloud, by name. */
    List<Provider> hosts(Tx tx, String afterName, int limit) {
        return tx.sql()
                .selectFrom(PROVIDER)
                .where(PROVIDER.NAME.gt(afterName))
                .and(PROVIDER.HOSTING)
                .orderBy(PROVIDER.NAME)
                .limit(limit)
                .fetch(PlacementRepository::provider);
    }

    /** By name, those that may pass the filter. */
    List<Provider> named(Tx tx, ProviderFilter filter, Optional<String> root, String afterName, int limit) {
        Condition where = PROVIDER.NAME.gt(afterName);
        if (filter.name().isPresent()) {
            where = where.and(PROVIDER.NAME.eq(filter.name().get()));
        }
        if (filter.id().isPresent()) {
            where = where.and(PROVIDER.ID.eq(filter.id().get()));
        }
        if (root.isPresent()) {
            where = where.and(PROVIDER.ROOT_ID.eq(root.get()).or(PROVIDER.ID.eq(root.get())));
        }
        return tx.sql()
                .selectFrom(PROVIDER)
                .where(where)
                .orderBy(PROVIDER.NAME)
                .limit(limit)
                .fetch(PlacementRepository::provider);
    }

    /** All, by id. */
    List<Provider> page(Tx tx, String afterId, int limit) {
        return tx.sql()
                .selectFrom(PROVIDER)
                .where(PROVIDER.ID.gt(afterId))
                .orderBy(PROVIDER.ID)
                .limit(limit)
                .fetch(PlacementRepository::provider);
    }

    /** Ids of all, in their order. */
    List<String> ids(Tx tx, String afterId, int limit) {
        return tx.sql()
                .select(PROVIDER.ID)
                .from(PROVIDER)
                .where(PROVIDER.ID.gt(afterId))
                .orderBy(PROVIDER.ID)
                .limit(limit)
                .fetch(PROVIDER.ID);
    }

    /** The whole tree below a root, which is part of it. */
    List<Provider> tree(Tx tx, String root) {
        return tx.sql()
                .selectFrom(PROVIDER)
                .where(PROVIDER.ROOT_ID.eq(root).or(PROVIDER.ID.eq(root)))
                .orderBy(PROVIDER.ID)
                .fetch(PlacementRepository::provider);
    }

    boolean hasChildren(Tx tx, String id) {
        return tx.sql().fetchExists(PROVIDER, PROVIDER.PARENT_ID.eq(id));
    }

    void insert(Tx tx, Provider provider) {
        PROVIDERS.insert(
                tx,
                guarded(provider)
                        .setId(provider.id())
                        .setHosting(provider.hosting())
                        .setCreatedAt(provider.createdAt())
                        .setName(provider.name())
                        .setParentId(provider.parent().orElse(null))
                        .setRootId(provider.root())
                        .setAggregates(String.join(",", provider.aggregates()))
                        .setInventories(Provider.packInventories(provider.inventories()))
                        .setUsages(provider.usages().pack())
                        .setTraits(String.join(",", provider.traits())));
    }

    /** @return whether nobody wrote since it was {@code seen} */
    boolean replace(Tx tx, Provider seen, Provider next) {
        ProviderRecord row = guarded(next);
        if (!next.usages().equals(seen.usages())) {
            row.setUsages(next.usages().pack());
        }
        if (!next.inventories().equals(seen.inventories())) {
            row.setInventories(Provider.packInventories(next.inventories()));
        }
        if (!next.traits().equals(seen.traits())) {
            row.setTraits(String.join(",", next.traits()));
        }
        if (!next.aggregates().equals(seen.aggregates())) {
            row.setAggregates(String.join(",", next.aggregates()));
        }
        if (!next.name().equals(seen.name())) {
            row.setName(next.name());
        }
        if (!next.parent().equals(seen.parent()) || !next.root().equals(seen.root())) {
            row.setParentId(next.parent().orElse(null)).setRootId(next.root());
        }
        return PROVIDERS.update(tx, row, at(seen)) == 1;
    }

    /** @return whether nobody wrote since it was {@code seen} */
    boolean delete(Tx tx, Provider seen) {
        return tx.sql()
                        .deleteFrom(PROVIDER)
                        .where(PROVIDER.ID.eq(seen.id()))
                        .and(PROVIDER.GENERATION.eq(seen.generation()))
                        .and(PROVIDER.STAMP.eq(seen.stamp()))
                        .execute()
                == 1;
    }

    private static ProviderRecord guarded(Provider provider) {
        return new ProviderRecord()
                .setGeneration(provider.generation())
                .setStamp(provider.stamp())
                .setUpdatedAt(provider.updatedAt());
    }

    private static ProviderRecord at(Provider seen) {
        return new ProviderRecord()
                .setId(seen.id())
                .setGeneration(seen.generation())
                .setStamp(seen.stamp());
    }

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
                .fetch(PlacementRepository::holding);
    }

    /** All that these consumers hold, by consumer. One statement. */
    Map<String, List<Holding>> holdings(Tx tx, Collection<String> consumers) {
        return tx.sql()
                .selectFrom(ALLOCATION)
                .where(ALLOCATION.CONSUMER_ID.in(consumers))
                .orderBy(ALLOCATION.CONSUMER_ID, ALLOCATION.PROVIDER_ID)
                .fetchGroups(ALLOCATION.CONSUMER_ID, PlacementRepository::holding);
    }

    /** All that a project's consumers hold. */
    List<Holding> ofProject(Tx tx, String project) {
        return tx.sql()
                .selectFrom(ALLOCATION)
                .where(ALLOCATION.PROJECT_ID.eq(project))
                .fetch(PlacementRepository::holding);
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
        return new AllocationRecord()
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
                new AllocationRecord()
                        .setProjectId(is.project().value())
                        .setUserId(is.user().value())
                        .setResources(is.resources().pack())
                        .setConsumerType(next.type())
                        .setEnlisted(next.enlisted())
                        .setCreatedAt(next.createdAt()),
                new AllocationRecord().setConsumerId(is.consumer()).setProviderId(is.provider()));
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
        tx.sql()
                .deleteFrom(ALLOCATION)
                .where(ALLOCATION.CONSUMER_ID.eq(allocation.consumer()))
                .and(ALLOCATION.PROVIDER_ID.eq(allocation.provider()))
                .execute();
    }

    private static Provider provider(ProviderRecord row) {
        String root = row.getRootId();
        String aggregates = row.getAggregates();
        return new Provider(
                row.getId(),
                row.getName(),
                Optional.ofNullable(row.getParentId()),
                root == null ? row.getId() : root,
                row.getHosting(),
                Provider.unpackInventories(row.getInventories()),
                Resources.unpack(row.getUsages()),
                Provider.list(row.getTraits()),
                aggregates == null ? List.of() : Provider.list(aggregates),
                row.getGeneration(),
                row.getStamp(),
                row.getCreatedAt() == 0 ? row.getUpdatedAt() : row.getCreatedAt(),
                row.getUpdatedAt());
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
