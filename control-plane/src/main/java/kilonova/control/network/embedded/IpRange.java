package kilonova.control.network.embedded;

import java.util.ArrayList;
import java.util.List;

/** Addresses from first to last, both included. */
record IpRange(IpAddress first, IpAddress last) {

    boolean contains(IpAddress address) {
        return address.version() == first.version() && address.compareTo(first) >= 0 && address.compareTo(last) <= 0;
    }

    boolean overlaps(IpRange other) {
        return first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
    }

    /** What is left of the range without this address. */
    List<IpRange> without(IpAddress address) {
        if (!contains(address)) {
            return List.of(this);
        }
        var rest = new ArrayList<IpRange>(2);
        if (address.compareTo(first) > 0) {
            rest.add(new IpRange(first, address.previous()));
        }
        if (address.compareTo(last) < 0) {
            rest.add(new IpRange(address.next(), last));
        }
        return rest;
    }
}
