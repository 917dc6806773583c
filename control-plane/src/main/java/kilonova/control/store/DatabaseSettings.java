package kilonova.control.store;

import java.util.Optional;

/**
 * Where the database is.
 *
 * @param url a JDBC address: {@code jdbc:sqlite:FILE}, {@code jdbc:sqlite::memory:}, {@code jdbc:postgresql://…},
 *     {@code jdbc:mariadb://…}
 * @param readers how many connections read at once
 */
public record DatabaseSettings(String url, Optional<String> user, Optional<String> password, int readers) {

    public static DatabaseSettings of(String url) {
        return new DatabaseSettings(url, Optional.empty(), Optional.empty(), 8);
    }

    Dialect dialect() {
        return Dialect.of(url);
    }

    boolean inMemory() {
        return url.startsWith("jdbc:sqlite::memory:");
    }

    @Override
    public String toString() {
        return "DatabaseSettings[" + url.replaceAll("\\?.*", "") + "]";
    }
}
