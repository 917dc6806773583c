package kilonova.control.placement;

import static kilonova.control.store.tables.Tables.ALLOCATION;
import static kilonova.control.store.tables.Tables.CUSTOM_RESOURCE_CLASS;
import static kilonova.control.store.tables.Tables.CUSTOM_TRAIT;
import static kilonova.control.store.tables.Tables.PROVIDER;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kilonova.control.store.Tx;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;

/** Rows of the traits and resource classes beside the standard ones, and who uses them. */
final class VocabularyRepository {
    /** Of one statement: databases take no more than so many parameters. */
    private static final int NAMES = 1_000;

    /** A table of names. */
    enum Kind {
        TRAIT(CUSTOM_TRAIT, CUSTOM_TRAIT.NAME, CUSTOM_TRAIT.CREATED_AT),
        RESOURCE_CLASS(CUSTOM_RESOURCE_CLASS, CUSTOM_RESOURCE_CLASS.NAME, CUSTOM_RESOURCE_CLASS.CREATED_AT);

        private final Table<? extends Record> table;
        private final Field<String> name;
        private final Field<Long> createdAt;

        Kind(Table<? extends Record> table, Field<String> name, Field<Long> createdAt) {
            this.table = table;
            this.name = name;
            this.createdAt = createdAt;
        }
    }

    Optional<Term> find(Tx tx, Kind kind, String name) {
        return tx.sql()
                .select(kind.createdAt)
                .from(kind.table)
                .where(kind.name.eq(name))
                .fetchOptional(kind.createdAt)
                .map(at -> new Term(name, Optional.of(at)));
    }

    /** Those of the names that there are, kept from going until the transaction ends. A statement for each thousand. */
    Set<String> held(Tx tx, Kind kind, Collection<String> names) {
        List<String> all = List.copyOf(names);
        var held = new TreeSet<String>();
        for (int from = 0; from < all.size(); from += NAMES) {
            held.addAll(some(tx, kind, all.subList(from, Math.min(all.size(), from + NAMES))));
        }
        return held;
    }

    private static List<String> some(Tx tx, Kind kind, List<String> names) {
        var query = tx.sql().select(kind.name).from(kind.table).where(kind.name.in(names));
        // SQLite has one writer, and no words for a row that is held.
        boolean alone = tx.sql().dialect() == SQLDialect.SQLITE;
        return (alone ? query : query.forShare()).fetch(kind.name);
    }

    /** By name. */
    List<Term> byName(Tx tx, Kind kind, String after, String prefix, int limit) {
        Condition where = kind.name.gt(after);
        if (!prefix.isEmpty()) {
            where = where.and(kind.name.startsWith(prefix));
        }
        return tx.sql()
                .select(kind.name, kind.createdAt)
                .from(kind.table)
                .where(where)
                .orderBy(kind.name)
                .limit(limit)
                .fetch(row -> new Term(row.value1(), Optional.of(row.value2())));
    }

    /** In the order in which they were made. */
    List<Term> byAge(Tx tx, Kind kind, long afterTime, String afterName, int limit) {
        return tx.sql()
                .select(kind.name, kind.createdAt)
                .from(kind.table)
                .where(kind.createdAt
                        .gt(afterTime)
                        .or(kind.createdAt.eq(afterTime).and(kind.name.gt(afterName))))
                .orderBy(kind.createdAt, kind.name)
                .limit(limit)
                .fetch(row -> new Term(row.value1(), Optional.of(row.value2())));
    }

    /** @return whether there was none: otherwise nothing is written */
    boolean insertNew(Tx tx, Kind kind, Term term) {
        return tx.sql()
                        .insertInto(kind.table)
                        .set(kind.name, term.name())
                        .set(kind.createdAt, term.createdAt().orElseThrow())
                        .onDuplicateKeyIgnore()
                        .execute()
                == 1;
    }

    boolean delete(Tx tx, Kind kind, String name) {
        return tx.sql().deleteFrom(kind.table).where(kind.name.eq(name)).execute() == 1;
    }

    /** Every trait that some provider has. */
    Set<String> associated(Tx tx) {
        var names = new TreeSet<String>();
        tx.sql()
                .selectDistinct(PROVIDER.TRAITS)
                .from(PROVIDER)
                .fetch(PROVIDER.TRAITS)
                .forEach(packed -> names.addAll(Provider.list(packed)));
        return names;
    }

    /** Ids of the providers that have an inventory of the class, in their order. */
    List<String> having(Tx tx, String resourceClass) {
        return tx
                .sql()
                .select(PROVIDER.ID, PROVIDER.INVENTORIES)
                .from(PROVIDER)
                .where(PROVIDER.INVENTORIES.contains(resourceClass + "="))
                .orderBy(PROVIDER.ID)
                .fetch()
                .stream()
                .filter(row -> Provider.unpackInventories(row.value2()).containsKey(resourceClass))
                .map(row -> row.value1())
                .toList();
    }

    /** Puts another class in the place of one in all that is held. */
    void renameInAllocations(Tx tx, String from, String to) {
        var rows = tx.sql()
                .select(ALLOCATION.CONSUMER_ID, ALLOCATION.PROVIDER_ID, ALLOCATION.RESOURCES)
                .from(ALLOCATION)
                .where(ALLOCATION.RESOURCES.contains(from + "="))
                .fetch();
        for (var row : rows) {
            Resources held = Resources.unpack(row.value3());
            if (held.of(from) > 0) {
                tx.sql()
                        .update(ALLOCATION)
                        .set(ALLOCATION.RESOURCES, renamed(held, from, to).pack())
                        .where(ALLOCATION.CONSUMER_ID.eq(row.value1()))
                        .and(ALLOCATION.PROVIDER_ID.eq(row.value2()))
                        .execute();
            }
        }
    }

    static Resources renamed(Resources resources, String from, String to) {
        return new Resources(renamed(resources.amounts(), from, to));
    }

    static <V> Map<String, V> renamed(Map<String, V> byClass, String from, String to) {
        var next = new LinkedHashMap<String, V>();
        byClass.forEach((name, value) -> next.put(name.equals(from) ? to : name, value));
        return new TreeMap<>(next);
    }
}
