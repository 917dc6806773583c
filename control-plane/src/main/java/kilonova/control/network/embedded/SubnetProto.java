package kilonova.control.network.embedded;

import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import kilonova.control.edge.WireTime;
import kilonova.control.identity.Principal;
import kilonova.network.v1.AllocationPool;
import kilonova.network.v1.HostRoute;
import kilonova.network.v1.ListSubnetsResponse;
import kilonova.network.v1.Listing;

/** Record ⇄ message. */
final class SubnetProto {
    private static final List<String> MUTABLE =
            List.of("name", "description", "gateway_ip", "dhcp", "dns_nameservers", "host_routes", "allocation_pools");

    private SubnetProto() {}

    static kilonova.network.v1.Subnet subnet(Subnet subnet) {
        Subnet.Facts facts = subnet.facts();
        return kilonova.network.v1.Subnet.newBuilder()
                .setId(subnet.id())
                .setNetworkId(subnet.networkId())
                .setProjectId(subnet.project().value())
                .setName(facts.name())
                .setDescription(facts.description())
                .setIpVersion(subnet.block().version())
                .setCidr(subnet.block().toString())
                .setGatewayIp(facts.gateway().map(IpAddress::toString).orElse(""))
                .setDhcp(facts.dhcp())
                .addAllDnsNameservers(facts.nameservers())
                .addAllHostRoutes(facts.routes().stream()
                        .map(each -> HostRoute.newBuilder()
                                .setDestination(each.destination())
                                .setNextHop(each.nextHop())
                                .build())
                        .toList())
                .addAllAllocationPools(facts.pools().stream()
                        .map(each -> AllocationPool.newBuilder()
                                .setFirst(each.first().toString())
                                .setLast(each.last().toString())
                                .build())
                        .toList())
                .setCreateTime(WireTime.of(subnet.createdAt()))
                .setUpdateTime(WireTime.of(subnet.updatedAt()))
                .setGeneration(subnet.generation())
                .build();
    }

    static ListSubnetsResponse page(Principal who, Listing listing, ListQuery.Page<Subnet> page) {
        return ListSubnetsResponse.newBuilder()
                .addAllSubnets(page.rows().stream().map(SubnetProto::subnet).toList())
                .setMore(page.more())
                .setNextPageToken(ListingProto.token(who, listing, page))
                .build();
    }

    static Subnets.Wanted wanted(kilonova.network.v1.Subnet said) {
        IpBlock block = IpBlock.parse(said.getCidr())
                .orElseThrow(() -> Said.invalid("cidr", "'" + said.getCidr() + "' is not a valid IP subnet"));
        if (said.getIpVersion() != block.version()) {
            throw Said.invalid(
                    "ip_version", said.getIpVersion() + " (expected: that of " + block + ", " + block.version() + ")");
        }
        Optional<IpAddress> gateway = said.getDefaultGateway() ? Optional.of(SubnetPlan.gateway(block)) : gateway(said);
        var facts = new Subnet.Facts(
                said.getName(),
                said.getDescription(),
                gateway,
                !said.hasDhcp() || said.getDhcp(),
                said.getDnsNameserversList(),
                routes(said),
                said.getAllocationPoolsCount() == 0 ? SubnetPlan.pools(block, gateway) : pools(said));
        return new Subnets.Wanted(said.getProjectId(), said.getNetworkId(), block, facts);
    }

    static UnaryOperator<Subnet.Facts> change(kilonova.network.v1.Subnet said, FieldMask mask) {
        var paths = ListingProto.paths(mask, MUTABLE);
        return old -> new Subnet.Facts(
                paths.contains("name") ? said.getName() : old.name(),
                paths.contains("description") ? said.getDescription() : old.description(),
                paths.contains("gateway_ip") ? gateway(said) : old.gateway(),
                paths.contains("dhcp") ? said.getDhcp() : old.dhcp(),
                paths.contains("dns_nameservers") ? said.getDnsNameserversList() : old.nameservers(),
                paths.contains("host_routes") ? routes(said) : old.routes(),
                paths.contains("allocation_pools") ? pools(said) : old.pools());
    }

    private static Optional<IpAddress> gateway(kilonova.network.v1.Subnet said) {
        return said.getGatewayIp().isEmpty()
                ? Optional.empty()
                : Optional.of(address("gateway_ip", said.getGatewayIp()));
    }

    private static List<Subnet.Route> routes(kilonova.network.v1.Subnet said) {
        return said.getHostRoutesList().stream()
                .map(each -> new Subnet.Route(each.getDestination(), each.getNextHop()))
                .toList();
    }

    private static List<IpRange> pools(kilonova.network.v1.Subnet said) {
        return said.getAllocationPoolsList().stream()
                .map(each -> new IpRange(
                        address("allocation_pools", each.getFirst()), address("allocation_pools", each.getLast())))
                .toList();
    }

    private static IpAddress address(String field, String text) {
        return IpAddress.parse(text).orElseThrow(() -> Said.invalid(field, "'" + text + "' is not a valid IP address"));
    }
}
