package kilonova.control.network.embedded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import kilonova.control.store.Tx;
import kilonova.kernel.Problem;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Lists of one table, page by page: each page begins where the one before ended. Knows the attributes by which callers may
 * narrow and sort; filled once, then only read.
 */
final class RowListing<R extends Record> {
    private final Table<R> table;
    private final Field<String> id;
    private final Map<String, Field<?>> sortable = new LinkedHashMap<>();
    private final Map<String, Function<List<String>, Condition>> filters = new LinkedHashMap<>();

    RowListing(Table<R> table, Field<String> id) {
        this.table = table;
        this.id = id;
        text("id", id);
    }

    RowListing<R> text(String attribute, Field<String> column) {
        sortable.put(attribute, column);
        return filter(attribute, column::in);
    }

    RowListing<R> number(String attribute, Field<Integer> column) {
        sortable.put(attribute, column);
        return filter(attribute, values -> column.in(parsed(attribute, values, RowListing::number, "a number")));
    }

    RowListing<R> flag(String attribute, Field<Boolean> column) {
        sortable.put(attribute, column);
        return filter(attribute, values -> column.in(parsed(attribute, values, RowListing::flag, "true or false")));
    }

    /** Sorting only: times are not filtered by. */
    RowListing<R> time(String attribute, Field<Long> column) {
        sortable.put(attribute, column);
        return this;
    }

    /** What is no column. */
    RowListing<R> filter(String attribute, Function<List<String>, Condition> matching) {
        filters.put(attribute, matching);
        return this;
    }

    ListQuery.Page<R> page(Tx tx, Condition visible, ListQuery query) {
        var fields = new ArrayList<Field<?>>();
        var sorts = new ArrayList<OrderField<?>>();
        for (ListQuery.Order each : order(query)) {
            Field<?> column = known(sortable, "order_by", each.attribute());
            fields.add(column);
            sorts.add(each.descending() ? column.desc() : column.asc());
        }
        var narrowed = new ArrayList<Condition>(List.of(visible));
        for (ListQuery.Filter each : query.filters()) {
            narrowed.add(known(filters, "filters", each.attribute()).apply(each.values()));
        }
        var select = tx.sql().selectFrom(table).where(DSL.and(narrowed)).orderBy(sorts);
        List<R> rows = query.after().isPresent()
                ? select.seek(position(tx, query.after().get(), fields))
                        .limit(query.limit() + 1)
                        .fetch()
                : select.limit(query.limit() + 1).fetch();
        return new ListQuery.Page<>(rows.subList(0, Math.min(rows.size(), query.limit())), rows.size() > query.limit());
    }

    private static List<ListQuery.Order> order(ListQuery query) {
        var order = new ArrayList<>(query.order());
        if (order.stream().noneMatch(each -> each.attribute().equals("id"))) {
            order.add(new ListQuery.Order(
                    "id", !order.isEmpty() && order.getLast().descending()));
        }
        return order;
    }

    private Object[] position(Tx tx, String after, List<Field<?>> fields) {
        R row = tx.sql().selectFrom(table).where(id.eq(after)).fetchOptional().orElseThrow(() -> new Problem.Invalid(
                        "after_id", after + " is not there")
                .raise());
        return fields.stream().map(row::get).toArray();
    }

    private static <T> T known(Map<String, T> all, String field, String attribute) {
        return Optional.ofNullable(all.get(attribute)).orElseThrow(() -> new Problem.Invalid(
                        field, "'" + attribute + "' (expected: some of " + String.join(", ", all.keySet()) + ")")
                .raise());
    }

    private static <T> List<T> parsed(
            String attribute, List<String> values, Function<String, Optional<T>> parse, String expected) {
        return values.stream()
                .map(value -> parse.apply(value)
                        .orElseThrow(() ->
                                new Problem.Invalid(attribute, "'" + value + "' (expected: " + expected + ")").raise()))
                .toList();
    }

    private static Optional<Integer> number(String text) {
        return text.matches("-?\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private static Optional<Boolean> flag(String text) {
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "true", "1" -> Optional.of(true);
            case "false", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
