package kilonova.control.network.embedded;

import java.math.BigInteger;
import java.util.Optional;

/** A block of addresses: the first one, and how many leading bits all share. */
record IpBlock(IpAddress first, int prefix) {

    /** {@code 10.0.0.0/24}; bits behind the prefix are cut off. */
    static Optional<IpBlock> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(text.substring(slash + 1));
        return IpAddress.parse(text.substring(0, slash))
                .filter(address -> prefix <= address.bits())
                .map(address -> {
                    int host = address.bits() - prefix;
                    var base = address.value().shiftRight(host).shiftLeft(host);
                    return new IpBlock(new IpAddress(address.version(), base), prefix);
                });
    }

    static IpBlock of(String text) {
        return parse(text).orElseThrow(() -> new IllegalStateException("block " + text + ": not one"));
    }

    int version() {
        return first.version();
    }

    IpAddress last() {
        var size = BigInteger.ONE.shiftLeft(first.bits() - prefix);
        return new IpAddress(version(), first.value().add(size).subtract(BigInteger.ONE));
    }

    boolean contains(IpAddress address) {
        return address.version() == version() && address.compareTo(first) >= 0 && address.compareTo(last()) <= 0;
    }

    boolean overlaps(IpBlock other) {
        return other.version() == version() && (contains(other.first) || other.contains(first));
    }

    /** The addresses that a machine can have: in IPv4 neither the first nor the last of a block, in IPv6 not the first. */
    IpRange usable() {
        boolean tiny = first.bits() - prefix < 2;
        if (tiny) {
            return new IpRange(first, last());
        }
        return new IpRange(first.next(), version() == 4 ? last().previous() : last());
    }

    @Override
    public String toString() {
        return first + "/" + prefix;
    }
}
