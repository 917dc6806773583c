package kilonova.distribution;

/** Why a command cannot be carried out, in words for the person who typed it: what is wrong, and what to do. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String words;

    CommandFailure(String words) {
        super(words);
        this.words = words;
    }

    CommandFailure(String words, Throwable cause) {
        super(words, cause);
        this.words = words;
    }

    String words() {
        return words;
    }
}
