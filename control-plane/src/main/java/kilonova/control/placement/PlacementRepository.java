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

    Map<String, Provider> providers(Tx tx, Collection<String> ids) {
        return tx.sql()
                .selectFrom(PROVIDER)
                .where(PROVIDER.ID.in(ids))
                .fetchMap(PROVIDER.ID, PlacementRepository::provider);
    }

    List<Provider> providers(Tx tx, String afterName, int limit) {
        return tx.sql()
                .selectFrom(PROVIDER)
                .where(PROVIDER.NAME.gt(afterName))
                .orderBy(PROVIDER.NAME)
                .limit(limit)
                .fetch(PlacementRepository::provider);
    }

    void insert(Tx tx, Provider provider) {
        PROVIDERS.insert(tx, row(provider).setId(provider.id()));
    }

    /** @return whether nobody wrote since {@code seenGeneration} */
    boolean replace(Tx tx, long seenGeneration, Provider next) {
        var seen = new ProviderRecord().setId(next.id()).setGeneration(seenGeneration);
        return PROVIDERS.update(tx, row(next), seen) == 1;
    }

    List<Allocation> allocations(Tx tx, Optional<String> consumer, Optional<String> provider, String after, int limit) {
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
                .fetch(PlacementRepository::allocation);
    }

    /** @return whether the consumer held nothing of the provider before; otherwise nothing is written */
    boolean insertNew(Tx tx, Allocation allocation, long now) {
        return ALLOCATIONS.insertNew(
                tx,
                new AllocationRecord()
                        .setConsumerId(allocation.consumer())
                        .setProviderId(allocation.provider())
                        .setProjectId(allocation.project().value())
                        .setUserId(allocation.user().value())
                        .setResources(allocation.resources().pack())
                        .setCreatedAt(now));
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

    private static ProviderRecord row(Provider provider) {
        return new ProviderRecord()
                .setName(provider.name())
                .setInventories(Provider.packInventories(provider.inventories()))
                .setUsages(provider.usages().pack())
                .setTraits(String.join(",", provider.traits()))
                .setGeneration(provider.generation())
                .setUpdatedAt(provider.updatedAt());
    }

    private static Provider provider(ProviderRecord row) {
        return new Provider(
                row.getId(),
                row.getName(),
                Provider.unpackInventories(row.getInventories()),
                Resources.unpack(row.getUsages()),
                row.getTraits().isEmpty() ? List.of() : List.of(row.getTraits().split(",", -1)),
                row.getGeneration(),
                row.getUpdatedAt());
    }

    private static Allocation allocation(AllocationRecord row) {
        return new Allocation(
                row.getConsumerId(),
                row.getProviderId(),
                new ProjectId(row.getProjectId()),
                new UserId(row.getUserId()),
                Resources.unpack(row.getResources()));
    }
}
