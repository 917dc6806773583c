package kilonova.control.placement.candidate;

/** Sets of small numbers as arrays of words. An array may be shorter than another: what is not there is not set. */
final class Bits {
    static final long[] NONE = {};

    private Bits() {}

    static long[] of(int[] numbers) {
        int most = -1;
        for (int number : numbers) {
            most = Math.max(most, number);
        }
        if (most < 0) {
            return NONE;
        }
        var words = new long[(most >> 6) + 1];
        for (int number : numbers) {
            words[number >> 6] |= 1L << number;
        }
        return words;
    }

    static boolean meet(long[] one, long[] other) {
        for (int i = Math.min(one.length, other.length) - 1; i >= 0; i--) {
            if ((one[i] & other[i]) != 0) {
                return true;
            }
        }
        return false;
    }

    static boolean has(long[] words, int number) {
        int word = number >> 6;
        return word < words.length && (words[word] & 1L << number) != 0;
    }

    static boolean containsAll(long[] words, long[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] != 0 && (i >= words.length || (wanted[i] & ~words[i]) != 0)) {
                return false;
            }
        }
        return true;
    }

    static long[] union(long[] one, long[] other) {
        if (one.length == 0) {
            return other;
        }
        long[] longer = one.length >= other.length ? one : other;
        long[] shorter = one.length >= other.length ? other : one;
        long[] both = longer.clone();
        for (int i = 0; i < shorter.length; i++) {
            both[i] |= shorter[i];
        }
        return both;
    }
}
