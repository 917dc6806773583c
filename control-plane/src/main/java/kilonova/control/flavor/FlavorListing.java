package kilonova.control.flavor;

import static kilonova.control.store.tables.Tables.FLAVOR;
import static kilonova.control.store.tables.Tables.FLAVOR_ACCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import kilonova.control.identity.ProjectId;
import kilonova.control.store.TextSearch;
import kilonova.control.store.Tx;
import kilonova.control.store.tables.tables.records.FlavorRecord;
import kilonova.kernel.Problem;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/** Lists of flavors, page by page: each page begins where the one before ended, whatever changed in between. */
final class FlavorListing {
    private final FlavorRepository repository;

    FlavorListing(FlavorRepository repository) {
        this.repository = repository;
    }

    FlavorQuery.Page page(Tx tx, ProjectId project, FlavorQuery query) {
        Predicate<String> named = TextSearch.of("name", query.name());
        var found = new ArrayList<FlavorRecord>();
        Optional<FlavorRecord> after = query.after().map(id -> marker(tx, id));
        while (true) {
            List<FlavorRecord> rows = rows(tx, project, query, after);
            rows.stream().filter(row -> named.test(row.getName())).forEach(found::add);
            if (found.size() > query.limit()) {
                List<FlavorRecord> page = found.subList(0, query.limit());
                return new FlavorQuery.Page(
                        repository.records(tx, page), Optional.of(page.getLast().getId()));
            }
            if (rows.size() <= query.limit()) {
                return new FlavorQuery.Page(repository.records(tx, found), Optional.empty());
            }
            after = Optional.of(rows.getLast());
        }
    }

    private static List<FlavorRecord> rows(Tx tx, ProjectId project, FlavorQuery query, Optional<FlavorRecord> after) {
        List<Field<?>> fields = fields(query.key());
        List<SortField<?>> order = fields.stream()
                .<SortField<?>>map(field -> query.descending() ? field.desc() : field.asc())
                .toList();
        var select = tx.sql()
                .selectFrom(FLAVOR)
                .where(visible(project, query.visibility()).and(narrowed(query)))
                .orderBy(order);
        int one = query.limit() + 1;
        return after.isPresent()
                ? select.seek(fields.stream().map(after.get()::get).toArray())
                        .limit(one)
                        .fetch()
                : select.limit(one).fetch();
    }

    private static FlavorRecord marker(Tx tx, String id) {
        return tx.sql()
                .fetchOptional(FLAVOR, FLAVOR.ID.eq(id))
                .orElseThrow(() -> new Problem.Invalid("after_id", "flavor " + id + " is not there").raise());
    }

    private static Condition visible(ProjectId project, FlavorQuery.Visibility visibility) {
        return switch (visibility) {
            case MINE ->
                FLAVOR.IS_PUBLIC
                        .isTrue()
                        .or(DSL.exists(DSL.selectOne()
                                .from(FLAVOR_ACCESS)
                                .where(FLAVOR_ACCESS.FLAVOR_ID.eq(FLAVOR.ID))
                                .and(FLAVOR_ACCESS.PROJECT_ID.eq(project.value()))));
            case OPEN -> FLAVOR.IS_PUBLIC.isTrue();
            case PRIVATE -> FLAVOR.IS_PUBLIC.isFalse();
            case ALL -> DSL.noCondition();
        };
    }

    private static Condition narrowed(FlavorQuery query) {
        return FLAVOR.MEMORY_MB
                .ge(query.minMemoryMb())
                .and(FLAVOR.DISK_GB.ge(query.minDiskGb()))
                .and(FLAVOR.UPDATED_AT.ge(query.changedSince()));
    }

    private static List<Field<?>> fields(FlavorQuery.SortKey key) {
        return switch (key) {
            case FLAVORID, VCPU_WEIGHT -> List.of(FLAVOR.ID);
            case NAME -> List.of(FLAVOR.NAME, FLAVOR.ID);
            case DESCRIPTION -> List.of(FLAVOR.DESCRIPTION, FLAVOR.ID);
            case VCPUS -> List.of(FLAVOR.VCPUS, FLAVOR.ID);
            case MEMORY_MB -> List.of(FLAVOR.MEMORY_MB, FLAVOR.ID);
            case ROOT_GB -> List.of(FLAVOR.DISK_GB, FLAVOR.ID);
            case EPHEMERAL_GB -> List.of(FLAVOR.EPHEMERAL_GB, FLAVOR.ID);
            case SWAP -> List.of(FLAVOR.SWAP_MB, FLAVOR.ID);
            case RXTX_FACTOR -> List.of(FLAVOR.RXTX_FACTOR, FLAVOR.ID);
            case IS_PUBLIC -> List.of(FLAVOR.IS_PUBLIC, FLAVOR.ID);
            case DISABLED -> List.of(FLAVOR.DISABLED, FLAVOR.ID);
            case CREATED_AT, ID -> List.of(FLAVOR.CREATED_AT, FLAVOR.ID);
            case UPDATED_AT -> List.of(FLAVOR.UPDATED_AT, FLAVOR.ID);
        };
    }
}
