package kilonova.control.identity.embedded;

import java.util.List;

/** What a user may be somewhere. */
record Role(String id, String name, String description) {
    static final int MAX_NAME = 255;

    /** The roles each of which implies the next; bootstrap makes them all. */
    static final List<String> LADDER = List.of("admin", "manager", "member", "reader");

    static final String SERVICE = "service";

    /** The names of the roles that having this one means having too. */
    static List<String> impliedBy(String name) {
        int rung = LADDER.indexOf(name);
        return rung < 0 ? List.of() : LADDER.subList(rung + 1, LADDER.size());
    }
}
