package kilonova.control.scheduling;

import java.net.InetAddress;
import java.util.regex.Pattern;
import kilonova.kernel.Problem;

/** The addresses that share the first {@code prefix} bits with {@code base}. */
record AddressBlock(InetAddress base, int prefix) {
    private static final String USUAL = "/24";
    private static final Pattern LENGTH = Pattern.compile("/\\d{1,3}");

    /**
     * The block around an address.
     *
     * @param cidr {@code /24} or {@code /255.255.255.0}; empty for {@code /24}
     * @throws kilonova.kernel.ProblemException Invalid, naming the hint
     */
    static AddressBlock around(String address, String cidr) {
        InetAddress base = literal("build_near_host_ip", address);
        String said = cidr.isEmpty() ? USUAL : cidr;
        int prefix = LENGTH.matcher(said).matches() ? Integer.parseInt(said.substring(1)) : ones(said);
        if (prefix < 0 || prefix > base.getAddress().length * 8) {
            throw invalid("cidr", said, "a slash and the length of a prefix");
        }
        return new AddressBlock(base, prefix);
    }

    /** False for what is no address, as of a host that did not report one. */
    boolean contains(String address) {
        byte[] mine = base.getAddress();
        byte[] other;
        try {
            other = InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException none) {
            return false;
        }
        if (other.length != mine.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            if ((mine[bit / 8] ^ other[bit / 8]) << bit % 8 << 24 < 0) {
                return false;
            }
        }
        return true;
    }

    /** How many ones a mask begins with; -1 when ones come after zeros, or it is no mask. */
    private static int ones(String cidr) {
        if (!cidr.startsWith("/")) {
            return -1;
        }
        int ones = 0;
        boolean ended = false;
        for (byte each : literal("cidr", cidr.substring(1)).getAddress()) {
            for (int bit = 7; bit >= 0; bit--) {
                boolean one = (each >> bit & 1) == 1;
                if (one && ended) {
                    return -1;
                }
                ended |= !one;
                ones += one ? 1 : 0;
            }
        }
        return ones;
    }

    private static InetAddress literal(String hint, String said) {
        try {
            return InetAddress.ofLiteral(said);
        } catch (IllegalArgumentException malformed) {
            throw invalid(hint, said, "an address");
        }
    }

    private static RuntimeException invalid(String hint, String said, String expected) {
        return new Problem.Invalid("scheduler_hints", hint + ": '" + said + "' (expected: " + expected + ")").raise();
    }
}
