package kilonova.lab.torture;

import java.util.List;

/**
 * What a fault strikes.
 *
 * @param number among those of its kind, from 1
 */
record Target(Kind kind, int number) {
    enum Kind {
        REPLICA("replica", Way.KILL, Way.PAUSE),
        NODE("node", Way.KILL, Way.PAUSE),
        DATABASE("database", Way.KILL, Way.PAUSE),
        NODE_CABLE("cable of node", Way.CUT, Way.SILENCE, Way.SLOW, Way.FORGET),
        DATABASE_CABLE("cable to the database of replica", Way.CUT, Way.SILENCE, Way.SLOW, Way.FORGET),
        CLIENT_CABLE("cable of clients to replica", Way.CUT, Way.SILENCE, Way.FORGET);

        private final String words;
        private final List<Way> ways;

        Kind(String words, Way... ways) {
            this.words = words;
            this.ways = List.of(ways);
        }

        List<Way> ways() {
            return ways;
        }
    }

    /** How something is made to fail. */
    enum Way {
        KILL("killed (-9)"),
        PAUSE("paused (SIGSTOP)"),
        CUT("cut"),
        SILENCE("silent: nothing gets through, nobody is told"),
        SLOW("slow"),
        FORGET("forgets its connections: they are silent for ever, new ones get through");

        private final String words;

        Way(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    @Override
    public String toString() {
        return kind == Kind.DATABASE ? "the database" : kind.words + " " + number;
    }
}
