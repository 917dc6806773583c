package kilonova.distribution;

import java.net.URI;
import java.util.Optional;

/**
 * Where the database is and who we are to it.
 *
 * @param url a JDBC address without user and password
 */
record DatabaseAddress(String url, Optional<String> user, Optional<String> password) {

    /** Reads {@code sqlite:FILE} or {@code postgresql://[USER[:PASSWORD]@]HOST[:PORT]/NAME}, likewise {@code mariadb:}. */
    static DatabaseAddress parse(String text) {
        String plain = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
        if (plain.startsWith("sqlite:") && plain.length() > "sqlite:".length()) {
            return new DatabaseAddress("jdbc:" + plain, Optional.empty(), Optional.empty());
        }
        if (plain.startsWith("postgresql://") || plain.startsWith("mariadb://")) {
            return server(URI.create(plain));
        }
        throw new IllegalArgumentException("unknown kind of database (expected: sqlite:FILE,"
                + " postgresql://USER:PASSWORD@HOST/NAME or mariadb://USER:PASSWORD@HOST/NAME)");
    }

    boolean isSqlite() {
        return url.startsWith("jdbc:sqlite:");
    }

    /** Without secrets: fit for logs and `status`. */
    @Override
    public String toString() {
        return url.substring("jdbc:".length()).replaceAll("\\?.*", "");
    }

    private static DatabaseAddress server(URI address) {
        if (address.getHost() == null
                || address.getPath() == null
                || address.getPath().length() < 2) {
            throw new IllegalArgumentException("no host or no name of a database in it");
        }
        String[] who = Optional.ofNullable(address.getUserInfo()).orElse("").split(":", 2);
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        String query = address.getQuery() == null ? "" : "?" + address.getQuery();
        return new DatabaseAddress(
                "jdbc:" + address.getScheme() + "://" + address.getHost() + port + address.getPath() + query,
                Optional.of(who[0]).filter(user -> !user.isEmpty()),
                who.length < 2 ? Optional.empty() : Optional.of(who[1]));
    }
}
