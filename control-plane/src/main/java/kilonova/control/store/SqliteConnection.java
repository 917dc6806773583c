package kilonova.control.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.DB;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * A connection that keeps its prepared statements: to compile the text of one takes SQLite longer than to run it, and
 * its driver, unlike those of the database servers, forgets them. Used by one thread at a time, as every connection.
 */
final class SqliteConnection extends JDBC4Connection {
    /** Statements that are kept, at most; the one used longest ago goes first. */
    static final int MAX_KEPT = 256;

    private final LinkedHashMap<String, Kept> idle = new LinkedHashMap<>();

    SqliteConnection(String url, String file, Properties settings) throws SQLException {
        super(url, file, settings);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        checkOpen();
        checkCursor(type, concurrency, holdability);
        // One that is in use is not there: the same text twice at a time is two statements.
        Kept known = idle.remove(sql);
        return known == null ? new Kept(sql) : known.taken();
    }

    int kept() {
        return idle.size();
    }

    private void keep(String sql, Kept statement) throws SQLException {
        Kept twin = idle.putIfAbsent(sql, statement);
        if (twin != null) {
            statement.end();
        } else if (idle.size() > MAX_KEPT) {
            Map.Entry<String, Kept> eldest = idle.firstEntry();
            idle.remove(eldest.getKey());
            eldest.getValue().end();
        }
    }

    /** A statement whose end is not the end: it forgets its values, and waits to be asked for again. */
    private final class Kept extends JDBC4PreparedStatement {
        private final String text;
        private boolean resting;
        /** What its columns are called; null until the first answer. */
        private String @Nullable [] columns;

        Kept(String sql) throws SQLException {
            super(SqliteConnection.this, sql);
            this.text = sql;
        }

        Kept taken() {
            resting = false;
            return this;
        }

        /**
         * Column for column the driver would ask SQLite for the names again each time. After a change of the table there may
         * be more columns or fewer.
         */
        @Override
        public ResultSet getResultSet() throws SQLException {
            if (columns != null && columns.length == pointer.safeRunInt(DB::column_count)) {
                rs.colsMeta = columns;
            }
            ResultSet found = super.getResultSet();
            columns = rs.colsMeta;
            return found;
        }

        @Override
        public void close() throws SQLException {
            if (resting || super.isClosed()) {
                return;
            }
            if (SqliteConnection.this.isClosed()) {
                end();
                return;
            }
            clearGeneratedKeys();
            ((ResultSet) rs).close();
            pointer.safeRunInt(DB::reset);
            clearParameters();
            setMaxRows(0);
            setQueryTimeout(0);
            resting = true;
            keep(text, this);
        }

        @Override
        public boolean isClosed() {
            return resting || super.isClosed();
        }

        private void end() throws SQLException {
            super.close();
        }
    }
}
