package kilonova.lab.torture;

/** A fault run that could not be held; its message says why, in words for the user. */
final class TortureFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TortureFailure(String words) {
        super(words);
    }

    TortureFailure(String words, Throwable cause) {
        super(words, cause);
    }
}
