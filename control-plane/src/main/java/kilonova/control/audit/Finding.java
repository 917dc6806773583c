package kilonova.control.audit;

/**
 * Something that ought not to be.
 *
 * @param promise which one is broken, as numbered in the architecture
 */
public record Finding(int promise, String words) {
    @Override
    public String toString() {
        return promise + ": " + words;
    }
}
