package kilonova.testkit.database;

/** The databases that the store promises to run on. */
public enum DatabaseKind {
    SQLITE,
    POSTGRESQL,
    MARIADB
}
