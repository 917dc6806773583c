package kilonova.control.server;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import kilonova.control.store.CommitProbe;

/** One thing that goes wrong, once. It counts what goes by, so that a run without trouble tells how much can go wrong. */
final class Trouble implements CommitProbe {
    /** Where something can go wrong. */
    enum Place {
        COMMIT,
        /** A call to a neighbour that changes something. */
        CALL,
        /** A host that answers a wish. */
        HOST
    }

    /** What can go wrong there. */
    enum Kind {
        DEATH_BEFORE_COMMIT(Place.COMMIT),
        DEATH_AFTER_COMMIT(Place.COMMIT),
        COMMIT_FAILS(Place.COMMIT),
        COMMIT_UNHEARD(Place.COMMIT),
        /** Nothing is kept, and nobody can tell. */
        COMMIT_LOST(Place.COMMIT),
        CALL_REFUSED(Place.CALL),
        CALL_AWAY(Place.CALL),
        CALL_UNHEARD(Place.CALL),
        CALL_TWICE(Place.CALL),
        HOST_FAILS(Place.HOST),
        HOST_SILENT(Place.HOST),
        HOST_GONE(Place.HOST);

        private final Place place;

        Kind(Place place) {
            this.place = place;
        }

        Place place() {
            return place;
        }
    }

    /** What everyone in a dying process sees, and whoever waits for a commit that fails. */
    static final class Struck extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Struck(Kind kind) {
            super(kind.name(), null, false, false);
        }
    }

    private static final String CONNECTION_LOST = "08006";

    private final Map<Place, Integer> passed = new EnumMap<>(Place.class);
    private Optional<Kind> kind = Optional.empty();
    private int turn;
    private boolean struck;
    private boolean dead;
    /** What happens to the commit that is under way. */
    private Optional<Kind> atCommit = Optional.empty();

    /** From here on it counts anew, and strikes when the turn comes; the first is 0. */
    void plan(Kind what, int when) {
        watch();
        kind = Optional.of(what);
        turn = when;
    }

    /** From here on it counts anew, and strikes nowhere. */
    void watch() {
        passed.clear();
        kind = Optional.empty();
        struck = false;
    }

    int passed(Place place) {
        return passed.getOrDefault(place, 0);
    }

    boolean struck() {
        return struck;
    }

    /** Whether the process is dead; nothing of it commits any more. */
    boolean dead() {
        return dead;
    }

    /** Another process begins. */
    void reborn() {
        dead = false;
    }

    /** Something comes by. @return what happens to it, empty for nothing */
    Optional<Kind> at(Place place) {
        int number = passed.merge(place, 1, Integer::sum) - 1;
        Optional<Kind> strikes = kind.filter(what -> !struck && what.place() == place && number == turn);
        struck |= strikes.isPresent();
        return strikes;
    }

    @Override
    public void beforeCommit() throws SQLException {
        if (dead) {
            throw new Struck(Kind.DEATH_BEFORE_COMMIT);
        }
        atCommit = at(Place.COMMIT);
        if (is(Kind.DEATH_BEFORE_COMMIT)) {
            dead = true;
            throw new Struck(Kind.DEATH_BEFORE_COMMIT);
        }
        if (is(Kind.COMMIT_FAILS)) {
            throw new Struck(Kind.COMMIT_FAILS);
        }
        if (is(Kind.COMMIT_LOST)) {
            throw new SQLException("the way to the database broke", CONNECTION_LOST);
        }
    }

    @Override
    public void afterCommit() throws SQLException {
        if (is(Kind.DEATH_AFTER_COMMIT)) {
            dead = true;
            throw new Struck(Kind.DEATH_AFTER_COMMIT);
        }
        if (is(Kind.COMMIT_UNHEARD)) {
            throw new SQLException("the way to the database broke", CONNECTION_LOST);
        }
    }

    private boolean is(Kind what) {
        return atCommit.equals(Optional.of(what));
    }
}
