package kilonova.distribution.placement;

/** Why no copy can be made, in words for the person who wanted it. */
public final class CopyFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    CopyFailure(String words) {
        super(words);
    }

    CopyFailure(String words, Throwable cause) {
        super(words, cause);
    }

    public String words() {
        return String.valueOf(getMessage());
    }
}
