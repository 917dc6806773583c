package kilonova.control.placement;

import static kilonova.control.store.tables.Tables.PROVIDER;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.store.Rows;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.ProviderRecord;
import org.jooq.Condition;

/** Rows of providers. */
final class ProviderRepository {
    private static final Rows<ProviderRecord> PROVIDERS = new Rows<>(PROVIDER);

    Optional<Provider> provider(Tx tx, String id) {
        return PROVIDERS.find(tx, PROVIDERS.row().setId(id)).map(ProviderRepository::provider);
    }

    Optional<Provider> named(Tx tx, String name) {
        return PROVIDERS.find(tx, PROVIDERS.row().setName(name)).map(ProviderRepository::provider);
    }

    Map<String, Provider> providers(Tx tx, Collection<String> ids) {
        return tx.sql()
                .selectFrom(PROVIDER)
                .where(PROVIDER.ID.in(ids))
                .fetchMap(PROVIDER.ID, ProviderRepository::provider);
    }

    /** Hosts of this cloud, by name. */
    List<Provider> hosts(Tx tx, String afterName, int limit) {
        return tx.sql()
                .selectFrom(PROVIDER)
                .where(PROVIDER.NAME.gt(afterName))
                .and(PROVIDER.HOSTING)
                .orderBy(PROVIDER.NAME)
                .limit(limit)
                .fetch(ProviderRepository::provider);
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
                .fetch(ProviderRepository::provider);
    }

    /** All, by id. */
    List<Provider> page(Tx tx, String afterId, int limit) {
        return tx.sql()
                .selectFrom(PROVIDER)
                .where(PROVIDER.ID.gt(afterId))
                .orderBy(PROVIDER.ID)
                .limit(limit)
                .fetch(ProviderRepository::provider);
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
                .fetch(ProviderRepository::provider);
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
                        .setTraits(String.join(",", provider.traits()))
                        .setReportedTraits(provider.hosting() ? String.join(",", provider.reported()) : null));
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
        if (!next.traits().equals(seen.traits()) || !next.reported().equals(seen.reported())) {
            row.setTraits(String.join(",", next.traits()));
            row.setReportedTraits(next.hosting() ? String.join(",", next.reported()) : null);
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
        return PROVIDERS
                .row()
                .setGeneration(provider.generation())
                .setStamp(provider.stamp())
                .setUpdatedAt(provider.updatedAt());
    }

    private static ProviderRecord at(Provider seen) {
        return PROVIDERS.row().setId(seen.id()).setGeneration(seen.generation()).setStamp(seen.stamp());
    }

    private static Provider provider(ProviderRecord row) {
        String root = row.getRootId();
        String aggregates = row.getAggregates();
        List<String> traits = Provider.list(row.getTraits());
        return new Provider(
                row.getId(),
                row.getName(),
                Optional.ofNullable(row.getParentId()),
                root == null ? row.getId() : root,
                row.getHosting(),
                Provider.unpackInventories(row.getInventories()),
                Resources.unpack(row.getUsages()),
                traits,
                reported(row, traits),
                aggregates == null ? List.of() : Provider.list(aggregates),
                row.getGeneration(),
                row.getStamp(),
                row.getCreatedAt() == 0 ? row.getUpdatedAt() : row.getCreatedAt(),
                row.getUpdatedAt());
    }

    /** Older rows do not say it: then a host reported what it has of the standard traits, as nodes report no others. */
    private static List<String> reported(ProviderRecord row, List<String> traits) {
        String reported = row.getReportedTraits();
        if (reported != null) {
            return Provider.list(reported);
        }
        return row.getHosting()
                ? traits.stream().filter(each -> !each.startsWith("CUSTOM_")).toList()
                : List.of();
    }
}
