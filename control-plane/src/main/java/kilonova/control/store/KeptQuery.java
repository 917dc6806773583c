package kilonova.control.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;

/**
 * One statement that every create runs and that {@link Rows} cannot say. jOOQ writes its text once for each kind of
 * database; from then on values are bound to that text, in the order in which the text asks for them.
 */
public final class KeptQuery {
    private final Function<DSLContext, Query> written;
    private final Map<SQLDialect, Text> texts = new ConcurrentHashMap<>();

    private record Text(String sql, int values) {}

    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** @param written the statement, with any value in the place of each that will be bound */
    public KeptQuery(Function<DSLContext, Query> written) {
        this.written = written;
    }

    /** @return how many rows were changed */
    public int execute(Tx tx, Object... values) {
        return execute(tx.sql(), values);
    }

    int execute(DSLContext sql, Object... values) {
        return run(sql, values, PreparedStatement::executeUpdate);
    }

    /** The one number that the statement asks for. */
    long number(DSLContext sql, Object... values) {
        return run(sql, values, statement -> {
            try (ResultSet found = statement.executeQuery()) {
                if (!found.next()) {
                    throw new SQLException("one row was expected, none is there");
                }
                return found.getLong(1);
            }
        });
    }

    private <T> T run(DSLContext sql, Object[] values, Use<T> use) {
        Text text = texts.computeIfAbsent(sql.dialect(), _ -> write(sql));
        if (values.length != text.values()) {
            throw new IllegalArgumentException(values.length + " values for: " + text.sql());
        }
        return sql.connectionResult(connection -> {
            try (var statement = connection.prepareStatement(text.sql())) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                return use.of(statement);
            } catch (SQLException failed) {
                throw new DataAccessException("SQL [" + text.sql() + "]; " + failed.getMessage(), failed);
            }
        });
    }

    private Text write(DSLContext sql) {
        Query query = written.apply(sql);
        return new Text(query.getSQL(), query.getBindValues().size());
    }
}
