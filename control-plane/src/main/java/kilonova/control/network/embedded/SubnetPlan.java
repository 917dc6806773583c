package kilonova.control.network.embedded;

import java.util.List;
import java.util.Optional;

/** Pure. What a subnet may look like, and what it looks like where nothing was said. */
final class SubnetPlan {
    private static final int MAX_NAMESERVERS = 5;
    private static final int MAX_ROUTES = 20;

    private SubnetPlan() {}

    /** The usual gateway of a block: its first usable address. */
    static IpAddress gateway(IpBlock block) {
        return block.usable().first();
    }

    /** All usable addresses but the gateway. */
    static List<IpRange> pools(IpBlock block, Optional<IpAddress> gateway) {
        return gateway.map(address -> block.usable().without(address)).orElse(List.of(block.usable()));
    }

    static void requireSound(IpBlock block, Subnet.Facts facts) {
        Said.requireTexts(facts.name(), facts.description());
        facts.gateway().ifPresent(gateway -> {
            if (gateway.version() != block.version()) {
                throw Said.invalid("gateway_ip", "'" + gateway + "' is not of IPv" + block.version());
            }
            if (block.contains(gateway) && facts.pools().stream().anyMatch(pool -> pool.contains(gateway))) {
                throw Said.invalid(
                        "gateway_ip", "Gateway ip " + gateway + " conflicts with the allocation pools of the subnet");
            }
        });
        for (int i = 0; i < facts.pools().size(); i++) {
            IpRange pool = facts.pools().get(i);
            if (!block.contains(pool.first())
                    || !block.contains(pool.last())
                    || pool.first().compareTo(pool.last()) > 0) {
                throw Said.invalid(
                        "allocation_pools",
                        pool.first() + "-" + pool.last() + " (expected: a range within " + block + ")");
            }
            if (facts.pools().subList(0, i).stream().anyMatch(pool::overlaps)) {
                throw Said.invalid("allocation_pools", pool.first() + "-" + pool.last() + " overlaps another pool");
            }
        }
        requireAddresses(facts);
    }

    private static void requireAddresses(Subnet.Facts facts) {
        if (facts.nameservers().size() > MAX_NAMESERVERS) {
            throw Said.invalid("dns_nameservers", "more than " + MAX_NAMESERVERS);
        }
        facts.nameservers().forEach(each -> {
            if (IpAddress.parse(each).isEmpty()) {
                throw Said.invalid("dns_nameservers", "'" + each + "' is not a valid nameserver");
            }
        });
        if (facts.routes().size() > MAX_ROUTES) {
            throw Said.invalid("host_routes", "more than " + MAX_ROUTES);
        }
        facts.routes().forEach(each -> {
            if (IpBlock.parse(each.destination()).isEmpty()
                    || IpAddress.parse(each.nextHop()).isEmpty()) {
                throw Said.invalid(
                        "host_routes",
                        "'" + each.destination() + "' by '" + each.nextHop() + "' (expected: a CIDR and an address)");
            }
        });
    }
}
