package kilonova.gateway.compute;

import java.util.Optional;

/**
 * A version of the compute API. {@code minor} counts from 1; 0 is the legacy API under {@code /v2}, which has no versions
 * and refuses nothing that it does not know.
 */
public record Microversion(int minor) implements Comparable<Microversion> {
    public static final Microversion LEGACY = new Microversion(0);
    public static final Microversion OLDEST = new Microversion(1);
    public static final Microversion NEWEST = new Microversion(104);

    /** The version of this text, {@code 2.87}; empty when the text names none of major version 2. */
    public static Optional<Microversion> parse(String text) {
        return wellFormed(text) && text.startsWith("2.")
                ? Optional.of(new Microversion(Integer.parseInt(text.substring(2))))
                : Optional.empty();
    }

    /** Whether the text has the form of a version: two numbers without leading zeros. */
    static boolean wellFormed(String text) {
        int dot = text.indexOf('.');
        return dot > 0 && number(text, 0, dot) && text.charAt(0) != '0' && number(text, dot + 1, text.length());
    }

    private static boolean number(String text, int from, int to) {
        if (from == to || to - from > 6 || (to - from > 1 && text.charAt(from) == '0')) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    public boolean legacy() {
        return minor == 0;
    }

    /** Whether this is 2.{@code other} or newer. */
    public boolean atLeast(int other) {
        return minor >= other;
    }

    @Override
    public int compareTo(Microversion other) {
        return Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return "2." + minor;
    }
}
