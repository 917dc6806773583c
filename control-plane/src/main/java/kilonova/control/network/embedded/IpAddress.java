package kilonova.control.network.embedded;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/** An address of IPv4 or IPv6 as a number. */
record IpAddress(int version, BigInteger value) implements Comparable<IpAddress> {
    private static final int GROUPS = 8;

    /** A literal; names are never looked up. */
    static Optional<IpAddress> parse(String text) {
        boolean six = text.indexOf(':') >= 0;
        if (!six && !text.matches("\\d{1,3}(\\.\\d{1,3}){3}") || text.indexOf('%') >= 0) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(text).getAddress();
            return Optional.of(new IpAddress(bytes.length == 4 ? 4 : 6, new BigInteger(1, bytes)))
                    .filter(address -> address.version == (six ? 6 : 4));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** The address of a row. */
    static IpAddress of(String text) {
        return parse(text).orElseThrow(() -> new IllegalStateException("address " + text + ": not one"));
    }

    static IpAddress ofKey(int version, String key) {
        return new IpAddress(version, new BigInteger(key, 16));
    }

    /** 32 hex digits: their order is the order of addresses. */
    String key() {
        return String.format("%032x", value);
    }

    int bits() {
        return version == 4 ? 32 : 128;
    }

    IpAddress next() {
        return new IpAddress(version, value.add(BigInteger.ONE));
    }

    IpAddress previous() {
        return new IpAddress(version, value.subtract(BigInteger.ONE));
    }

    @Override
    public int compareTo(IpAddress other) {
        return value.compareTo(other.value);
    }

    /** As RFC 5952 spells it: lower case, the longest run of zeros left out. */
    @Override
    public String toString() {
        return version == 4 ? four() : six();
    }

    private String four() {
        int bits = value.intValue();
        return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }

    private String six() {
        int[] groups = new int[GROUPS];
        Arrays.setAll(groups, i -> value.shiftRight(16 * (GROUPS - 1 - i)).intValue() & 0xffff);
        int from = 0;
        int longest = 0;
        for (int i = 0; i < GROUPS; i++) {
            int run = 0;
            while (i + run < GROUPS && groups[i + run] == 0) {
                run++;
            }
            if (run > longest) {
                from = i;
                longest = run;
            }
        }
        if (longest < 2) {
            return joined(groups, 0, GROUPS);
        }
        return joined(groups, 0, from) + "::" + joined(groups, from + longest, GROUPS);
    }

    private static String joined(int[] groups, int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
