package kilonova.client;

/** Where a client gets its token from. Asked before every call, possibly by several threads at once: answers are kept. */
public interface TokenSource {
    /** A token that is good now. */
    String token();

    /** The same token for ever. */
    static TokenSource of(String token) {
        return () -> token;
    }
}
