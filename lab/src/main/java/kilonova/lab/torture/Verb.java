package kilonova.lab.torture;

/** What clients ask of servers. */
enum Verb {
    CREATE,
    STOP,
    START,
    DELETE;

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
