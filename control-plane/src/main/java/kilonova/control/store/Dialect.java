package kilonova.control.store;

import java.util.Map;
import org.jooq.SQLDialect;

/** The databases, and the few words of the migrations that differ between them. */
public enum Dialect {
    SQLITE(SQLDialect.SQLITE, 1, Map.of("text", "text", "bytes", "blob", "ordered", "", "table_options", "")),
    POSTGRESQL(
            SQLDialect.POSTGRES,
            3,
            Map.of("text", "text", "bytes", "bytea", "ordered", " collate \"C\"", "table_options", "")),
    MARIADB(
            SQLDialect.MARIADB,
            3,
            Map.of(
                    "text",
                    "longtext",
                    "bytes",
                    "longblob",
                    "ordered",
                    "",
                    "table_options",
                    " engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin"));

    private final SQLDialect jooq;
    private final int lanes;
    private final Map<String, String> words;

    Dialect(SQLDialect jooq, int lanes, Map<String, String> words) {
        this.jooq = jooq;
        this.lanes = lanes;
        this.words = words;
    }

    /** @param url a JDBC address */
    public static Dialect of(String url) {
        if (url.startsWith("jdbc:sqlite:")) {
            return SQLITE;
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return POSTGRESQL;
        }
        if (url.startsWith("jdbc:mariadb:") || url.startsWith("jdbc:mysql:")) {
            return MARIADB;
        }
        throw new IllegalArgumentException("database: " + url.replaceAll("\\?.*", "")
                + " (expected: jdbc:sqlite:FILE, jdbc:postgresql://HOST/NAME or jdbc:mariadb://HOST/NAME)");
    }

    SQLDialect jooq() {
        return jooq;
    }

    /** How many connections write at once. SQLite has one writer by nature. */
    int lanes() {
        return lanes;
    }

    Map<String, String> words() {
        return words;
    }
}
