package kilonova.lab.torture;

/** A client of one tenant, on one of the faces of the cloud. Never throws for what the cloud does: it is an answer. */
interface Caller extends AutoCloseable {
    /** Which face, for people. */
    String face();

    Answer create(String requestId, String name);

    /** Of a server that is there: {@link Verb#CREATE} is not for it. */
    Answer ask(Verb verb, String requestId, String server);

    /** How a server is, as far as the caller can see it now. */
    Sight look(String server);

    @Override
    void close();

    /** What a caller sees of a server. */
    enum Sight {
        /** Work on it goes on. */
        BUSY,
        ACTIVE,
        STOPPED,
        ERROR,
        GONE,
        /** Nobody answers. */
        UNSEEN
    }
}
