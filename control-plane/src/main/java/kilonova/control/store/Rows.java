package kilonova.control.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.TableRecord;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The statements that every create runs, on the rows of one table. jOOQ writes the text of each once; from then on values
 * are bound to that text: for a statement that is prepared already, writing it anew takes longer than running it.
 *
 * <p>A record says by what was set in it which columns are meant.
 */
public final class Rows<R extends TableRecord<R>> {
    /** Of every row: a row without one makes itself a configuration for each value of its key, and for itself. */
    private static final DSLContext PLAIN = DSL.using(new DefaultConfiguration());

    private final Table<R> table;
    private final Field<?>[] fields;
    /** What is read of a row; the rest of a record that was found is null. */
    private final List<Field<?>> read;

    private final int[] readAt;
    private final Map<Shape, String> texts = new ConcurrentHashMap<>();

    private enum Verb {
        INSERT,
        INSERT_NEW,
        PUT,
        UPDATE,
        FIND,
        ALL
    }

    @FunctionalInterface
    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** What texts differ by. */
    private record Shape(SQLDialect dialect, Verb verb, BitSet columns, BitSet key) {}

    public Rows(Table<R> table) {
        this(table, List.of(table.fields()));
    }

    /** @param read the columns that are read of a row that is found: the fewer the better */
    public Rows(Table<R> table, List<Field<?>> read) {
        this.table = table;
        this.fields = table.fields();
        this.read = List.copyOf(read);
        this.readAt = read.stream().mapToInt(table::indexOf).toArray();
    }

    /** An empty row, to set values in. */
    public R row() {
        return PLAIN.newRecord(table);
    }

    /** What {@link #fetch} wants a query to select. */
    public List<Field<?>> read() {
        return read;
    }

    public void insert(Tx tx, R row) {
        insertAll(tx.sql(), List.of(row));
    }

    /** Rows with the same columns, in one round trip where the database can. */
    void insertAll(DSLContext sql, List<R> rows) {
        BitSet columns = columns(rows.getFirst());
        String text = text(sql, new Shape(sql.dialect(), Verb.INSERT, columns, new BitSet()));
        run(sql, text, statement -> {
            for (R row : rows) {
                bind(statement, 1, row, columns);
                if (rows.size() > 1) {
                    statement.addBatch();
                }
            }
            return rows.size() > 1 ? statement.executeBatch().length : statement.executeUpdate();
        });
    }

    /** @return false when there was one with its key: then nothing is written */
    public boolean insertNew(Tx tx, R row) {
        return change(tx, Verb.INSERT_NEW, columns(row), row, new BitSet(), row) == 1;
    }

    /** Inserts, or writes over what has the same primary key. */
    public void put(Tx tx, R row) {
        BitSet columns = columns(row);
        BitSet rest = (BitSet) columns.clone();
        for (Field<?> key : key()) {
            rest.clear(table.indexOf(key));
        }
        change(tx, Verb.PUT, columns, row, rest, row);
    }

    /**
     * Writes what is set in {@code row} to the rows that are as {@code seen} says.
     *
     * @return how many these were
     */
    public int update(Tx tx, R row, R seen) {
        return change(tx, Verb.UPDATE, columns(row), row, columns(seen), seen);
    }

    /** The row that is as {@code like} says, of which there is one at most. */
    public Optional<R> find(Tx tx, R like) {
        BitSet key = columns(like);
        String text = text(tx.sql(), new Shape(tx.sql().dialect(), Verb.FIND, new BitSet(), key));
        return run(tx.sql(), text, statement -> {
            bind(statement, 1, like, key);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? Optional.of(read(found)) : Optional.empty();
            }
        });
    }

    /** The rows that are as {@code like} says, in the order of the primary key, each made into something as it comes. */
    public <T> List<T> all(Tx tx, R like, Function<R, T> made) {
        BitSet key = columns(like);
        String text = text(tx.sql(), new Shape(tx.sql().dialect(), Verb.ALL, new BitSet(), key));
        return run(tx.sql(), text, statement -> {
            bind(statement, 1, like, key);
            return made(statement, made);
        });
    }

    private <T> List<T> made(PreparedStatement query, Function<R, T> made) throws SQLException {
        var rows = new ArrayList<T>();
        try (ResultSet found = query.executeQuery()) {
            while (found.next()) {
                rows.add(made.apply(read(found)));
            }
        }
        return rows;
    }

    /**
     * The rows of a query that selects {@link #read}, each made into something as it comes: jOOQ's own way through a row
     * takes longer than the row.
     */
    public <T> List<T> fetch(Tx tx, Select<?> query, Function<R, T> made) {
        List<Object> values = query.getBindValues();
        return run(tx.sql(), query.getSQL(), statement -> {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            return made(statement, made);
        });
    }

    private int change(Tx tx, Verb verb, BitSet columns, R row, BitSet key, R seen) {
        String text = text(tx.sql(), new Shape(tx.sql().dialect(), verb, columns, key));
        return run(tx.sql(), text, statement -> {
            int next = bind(statement, 1, row, columns);
            bind(statement, next, seen, key);
            return statement.executeUpdate();
        });
    }

    private static <T> T run(DSLContext sql, String text, Use<T> use) {
        return sql.connectionResult(connection -> {
            try (var statement = connection.prepareStatement(text)) {
                return use.of(statement);
            } catch (SQLException failed) {
                throw new DataAccessException("SQL [" + text + "]; " + failed.getMessage(), failed);
            }
        });
    }

    private String text(DSLContext sql, Shape shape) {
        String known = texts.get(shape);
        return known != null ? known : texts.computeIfAbsent(shape, fresh -> write(sql, fresh));
    }

    private String write(DSLContext sql, Shape shape) {
        Map<Field<?>, Object> columns = values(shape.columns());
        Query query =
                switch (shape.verb()) {
                    case INSERT -> sql.insertInto(table).set(columns);
                    case INSERT_NEW -> sql.insertInto(table).set(columns).onDuplicateKeyIgnore();
                    case PUT ->
                        sql.insertInto(table)
                                .set(columns)
                                .onDuplicateKeyUpdate()
                                .set(values(shape.key()));
                    case UPDATE -> sql.update(table).set(columns).where(equal(shape.key()));
                    case FIND -> sql.select(read).from(table).where(equal(shape.key()));
                    case ALL ->
                        sql.select(read).from(table).where(equal(shape.key())).orderBy(key());
                };
        int bound = shape.columns().cardinality() + shape.key().cardinality();
        if (query.getBindValues().size() != bound) {
            throw new IllegalStateException("bound otherwise than by column: " + query.getSQL());
        }
        return query.getSQL();
    }

    /** Stand-ins for what will be bound. */
    private Map<Field<?>, Object> values(BitSet columns) {
        var values = new LinkedHashMap<Field<?>, Object>();
        columns.stream().forEach(i -> values.put(fields[i], DSL.val(null, fields[i])));
        return values;
    }

    private Condition equal(BitSet key) {
        var all = new ArrayList<Condition>();
        key.stream().forEach(i -> all.add(equal(fields[i])));
        return DSL.and(all);
    }

    private static <T> Condition equal(Field<T> field) {
        return field.eq(DSL.val(null, field));
    }

    private List<? extends Field<?>> key() {
        var key = table.getPrimaryKey();
        if (key == null) {
            throw new IllegalStateException(table.getName() + " has no primary key");
        }
        return key.getFields();
    }

    private BitSet columns(R row) {
        var columns = new BitSet(fields.length);
        for (int i = 0; i < fields.length; i++) {
            if (row.touched(i)) {
                columns.set(i);
            }
        }
        return columns;
    }

    /** @return the index after the last one bound */
    private int bind(PreparedStatement statement, int first, R row, BitSet columns) throws SQLException {
        int at = first;
        for (int i = columns.nextSetBit(0); i >= 0; i = columns.nextSetBit(i + 1)) {
            bind(statement, at++, row.get(i), fields[i].getType());
        }
        return at;
    }

    private static void bind(PreparedStatement statement, int at, @Nullable Object value, Class<?> type)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(at, sqlType(type));
            case String text -> statement.setString(at, text);
            case Long number -> statement.setLong(at, number);
            case Integer number -> statement.setInt(at, number);
            case Boolean yes -> statement.setBoolean(at, yes);
            default -> throw unknown(value.getClass());
        }
    }

    private R read(ResultSet found) throws SQLException {
        var values = new Object[fields.length];
        for (int i = 0; i < readAt.length; i++) {
            values[readAt[i]] = read(found, i + 1, fields[readAt[i]].getType());
        }
        R row = row();
        row.fromArray(values);
        return row;
    }

    private static @Nullable Object read(ResultSet found, int at, Class<?> type) throws SQLException {
        if (type == String.class) {
            return found.getString(at);
        }
        Object value;
        if (type == Long.class) {
            value = found.getLong(at);
        } else if (type == Integer.class) {
            value = found.getInt(at);
        } else if (type == Boolean.class) {
            value = found.getBoolean(at);
        } else {
            throw unknown(type);
        }
        return found.wasNull() ? null : value;
    }

    private static int sqlType(Class<?> type) {
        if (type == String.class) {
            return Types.VARCHAR;
        } else if (type == Long.class) {
            return Types.BIGINT;
        } else if (type == Integer.class) {
            return Types.INTEGER;
        } else if (type == Boolean.class) {
            return Types.BOOLEAN;
        }
        throw unknown(type);
    }

    private static IllegalStateException unknown(Class<?> type) {
        return new IllegalStateException("no column holds a " + type.getSimpleName());
    }
}
