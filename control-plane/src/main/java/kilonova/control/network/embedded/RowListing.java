package kilonova.control.network.embedded;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import kilonova.control.store.Json;
import kilonova.control.store.Tx;
import kilonova.kernel.Problem;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Lists of one table, page by page: each page begins where the one before ended. Knows the attributes by which callers may
 * narrow and sort; filled once, then only read.
 */
final class RowListing<R extends Record> {
    private static final TypeReference<List<Object>> PLACE = new TypeReference<>() {};

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
        Optional<Object[]> from = query.place()
                .map(place -> position(place, fields))
                .or(() -> query.after().map(id -> position(tx, id, fields)));
        int limit = query.limit() + 1;
        List<R> found = from.isPresent()
                ? select.seek(from.get()).limit(limit).fetch()
                : select.limit(limit).fetch();
        List<R> rows = found.subList(0, Math.min(found.size(), query.limit()));
        return new ListQuery.Page<>(
                rows, found.size() > query.limit() ? Optional.of(place(rows.getLast(), fields)) : Optional.empty());
    }

    /** Where a page ends with this row: what it is sorted by, as text. */
    private static String place(Record last, List<Field<?>> fields) {
        return Json.write(fields.stream().map(last::get).toArray());
    }

    /** The row itself may be gone. */
    private static Object[] position(String place, List<Field<?>> fields) {
        List<Object> values;
        try {
            values = Optional.ofNullable(Json.read(place, PLACE)).orElseThrow(RowListing::noToken);
        } catch (IllegalStateException forged) {
            throw noToken();
        }
        if (values.size() != fields.size()) {
            throw noToken();
        }
        var position = new Object[values.size()];
        for (int i = 0; i < position.length; i++) {
            position[i] = typed(fields.get(i), values.get(i));
        }
        return position;
    }

    private static Object typed(Field<?> field, @Nullable Object value) {
        Class<?> type = field.getType();
        boolean fits = type == String.class
                ? value instanceof String
                : type == Boolean.class ? value instanceof Boolean : value instanceof Integer || value instanceof Long;
        if (!fits) {
            throw noToken();
        }
        return field.getDataType().convert(value);
    }

    private static RuntimeException noToken() {
        return new Problem.Invalid("page_token", "not a token that a page was answered with").raise();
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
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Optional.of(true);
            case "false", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
