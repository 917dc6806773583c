package kilonova.control.network.embedded;

import java.util.List;
import java.util.Locale;

/** Pure. Which matches of security group rules mean something, and how they are written. */
final class RuleMatch {
    private static final List<String> PROTOCOLS = List.of(
            "ah",
            "dccp",
            "egp",
            "esp",
            "gre",
            "icmp",
            "icmpv6",
            "igmp",
            "ipip",
            "ipv6-encap",
            "ipv6-frag",
            "ipv6-icmp",
            "ipv6-nonxt",
            "ipv6-opts",
            "ipv6-route",
            "ospf",
            "pgm",
            "rsvp",
            "sctp",
            "tcp",
            "udp",
            "udplite",
            "vrrp");
    private static final List<String> WITH_PORTS = List.of("tcp", "udp", "udplite", "sctp", "dccp", "6", "17");
    private static final List<String> ICMP = List.of("icmp", "icmpv6", "ipv6-icmp", "1", "58");

    private RuleMatch() {}

    /** The match in its one spelling. */
    static Group.Match sound(Group.Match said) {
        String direction = oneOf("direction", said.direction(), List.of("ingress", "egress"));
        String ethertype = oneOf("ethertype", said.ethertype(), List.of("IPv4", "IPv6"));
        String protocol = protocol(said.protocol());
        requirePorts(said, protocol);
        if (!said.remotePrefix().isEmpty() && !said.remoteGroupId().isEmpty()) {
            throw Said.invalid("remote_ip_prefix", "not together with remote_group_id");
        }
        return new Group.Match(
                direction,
                ethertype,
                protocol,
                said.portMin(),
                said.portMax(),
                prefix(said.remotePrefix(), ethertype),
                said.remoteGroupId());
    }

    private static String prefix(String text, String ethertype) {
        if (text.isEmpty()) {
            return "";
        }
        var block = IpBlock.parse(text)
                .or(() -> IpAddress.parse(text).map(address -> new IpBlock(address, address.bits())))
                .orElseThrow(() -> Said.invalid("remote_ip_prefix", "'" + text + "' (expected: a CIDR)"));
        if (block.version() != (ethertype.equals("IPv4") ? 4 : 6)) {
            throw Said.invalid("remote_ip_prefix", "'" + text + "' is not of ethertype " + ethertype);
        }
        return block.toString();
    }

    private static String protocol(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.isEmpty() || lower.equals("any")) {
            return "";
        }
        boolean number = lower.matches("\\d{1,3}") && Integer.parseInt(lower) <= 255;
        if (!number && !PROTOCOLS.contains(lower)) {
            throw Said.invalid(
                    "protocol", "'" + text + "' (expected: 0 to 255, or one of " + String.join(", ", PROTOCOLS) + ")");
        }
        return lower;
    }

    private static void requirePorts(Group.Match said, String protocol) {
        if (said.portMin().isEmpty() && said.portMax().isEmpty()) {
            return;
        }
        if (ICMP.contains(protocol)) {
            if (said.portMin().isEmpty()) {
                throw Said.invalid("port_range_min", "missing (expected: the ICMP type that the code belongs to)");
            }
            requireWithin("port_range_min", said.portMin().orElse(0), 0, 255);
            requireWithin("port_range_max", said.portMax().orElse(0), 0, 255);
            return;
        }
        if (!WITH_PORTS.contains(protocol)) {
            throw Said.invalid("port_range_min", "protocol '" + protocol + "' has no ports");
        }
        int min = said.portMin().orElseThrow(() -> Said.invalid("port_range_min", "missing"));
        int max = said.portMax().orElseThrow(() -> Said.invalid("port_range_max", "missing"));
        requireWithin("port_range_min", min, 1, 65_535);
        requireWithin("port_range_max", max, 1, 65_535);
        if (min > max) {
            throw Said.invalid("port_range_min", min + " (expected: at most port_range_max, " + max + ")");
        }
    }

    private static void requireWithin(String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw Said.invalid(field, value + " (expected: " + min + " to " + max + ")");
        }
    }

    private static String oneOf(String field, String value, List<String> known) {
        return known.stream()
                .filter(each -> each.equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() ->
                        Said.invalid(field, "'" + value + "' (expected: one of " + String.join(", ", known) + ")"));
    }
}
