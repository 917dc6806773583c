package kilonova.control.store;

import java.sql.SQLException;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** Connections to one SQLite database. Each keeps its statements, and knows {@code TEXT regexp PATTERN}, which SQLite leaves to its user. */
final class SqliteFile extends SQLiteDataSource {
    private static final String PREFIX = "jdbc:sqlite:";
    private static final int ARGUMENTS = 2;
    /** 16 MB of log: read through once after a crash, and by whoever looks for a page in it. */
    private static final int LOGGED_PAGES = 4_000;

    /** How a failure begins that is the fault of a caller's regular expression. */
    static final String NO_SEARCH = "cannot search: ";

    SqliteFile(SQLiteConfig config, String url) {
        super(config);
        setUrl(url);
    }

    @Override
    public SQLiteConnection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        SQLiteConnection connection = new SqliteConnection(
                getUrl(), getUrl().substring(PREFIX.length()), getConfig().toProperties());
        // Pages that every commit writes are copied back once in many commits, not once in a few. Each commit waits
        // for the disk all the same: what it wrote is in the log then, and that is what counts after a crash.
        try (var settings = connection.createStatement()) {
            settings.execute("pragma wal_autocheckpoint = " + LOGGED_PAGES);
        }
        Function.create(connection, "regexp", new Regexp(), ARGUMENTS, Function.FLAG_DETERMINISTIC);
        return connection;
    }

    /** Searches, as PostgreSQL's {@code ~} does. The last pattern is kept: it is the same for every row of a query. */
    private static final class Regexp extends Function {
        private String last = "";
        private TextSearch search = TextSearch.compiled(last);

        @Override
        protected void xFunc() throws SQLException {
            String pattern = value_text(0);
            String text = value_text(1);
            if (pattern == null || text == null) {
                result();
                return;
            }
            try {
                if (!pattern.equals(last)) {
                    search = TextSearch.compiled(pattern);
                    last = pattern;
                }
                result(search.finds(text, Connections.effort()) ? 1 : 0);
            } catch (SearchEffort.EndlessSearch | PatternSyntaxException unfit) {
                error(NO_SEARCH + unfit.getMessage());
            }
        }
    }
}
