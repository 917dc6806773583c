package kilonova.lab.torture;

import java.util.Locale;

/** What clients ask of servers. */
enum Verb {
    CREATE,
    STOP,
    START,
    DELETE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
