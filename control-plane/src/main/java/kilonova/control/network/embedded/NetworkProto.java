package kilonova.control.network.embedded;

import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.function.UnaryOperator;
import kilonova.control.edge.WireTime;
import kilonova.control.identity.Principal;
import kilonova.network.v1.ListNetworksResponse;
import kilonova.network.v1.Listing;

/** Record ⇄ message. */
final class NetworkProto {
    private static final List<String> MUTABLE =
            List.of("name", "description", "admin_up", "shared", "external", "mtu", "port_security");

    private NetworkProto() {}

    static kilonova.network.v1.Network network(TenantNetworks.Whole whole) {
        Network network = whole.network();
        Network.Facts facts = network.facts();
        return kilonova.network.v1.Network.newBuilder()
                .setId(network.id())
                .setName(facts.name())
                .setProjectId(network.project().value())
                .setDescription(facts.description())
                .setAdminUp(facts.adminUp())
                .setShared(facts.shared())
                .setExternal(facts.external())
                .setMtu(facts.mtu())
                .setPortSecurity(facts.portSecurity())
                .addAllSubnetIds(whole.subnetIds())
                .setCreateTime(WireTime.of(network.createdAt()))
                .setUpdateTime(WireTime.of(network.updatedAt()))
                .setGeneration(network.generation())
                .build();
    }

    static ListNetworksResponse page(Principal who, Listing listing, ListQuery.Page<TenantNetworks.Whole> page) {
        return ListNetworksResponse.newBuilder()
                .addAllNetworks(page.rows().stream().map(NetworkProto::network).toList())
                .setMore(page.more())
                .setNextPageToken(ListingProto.token(who, listing, page))
                .build();
    }

    static TenantNetworks.Wanted wanted(kilonova.network.v1.Network said) {
        return new TenantNetworks.Wanted(
                said.getProjectId(),
                new Network.Facts(
                        said.getName(),
                        said.getDescription(),
                        !said.hasAdminUp() || said.getAdminUp(),
                        said.getShared(),
                        said.getExternal(),
                        said.getMtu() == 0 ? TenantNetworks.STANDARD_MTU : said.getMtu(),
                        !said.hasPortSecurity() || said.getPortSecurity()));
    }

    static UnaryOperator<Network.Facts> change(kilonova.network.v1.Network said, FieldMask mask) {
        var paths = ListingProto.paths(mask, MUTABLE);
        return old -> new Network.Facts(
                paths.contains("name") ? said.getName() : old.name(),
                paths.contains("description") ? said.getDescription() : old.description(),
                paths.contains("admin_up") ? said.getAdminUp() : old.adminUp(),
                paths.contains("shared") ? said.getShared() : old.shared(),
                paths.contains("external") ? said.getExternal() : old.external(),
                paths.contains("mtu") ? said.getMtu() : old.mtu(),
                paths.contains("port_security") ? said.getPortSecurity() : old.portSecurity());
    }
}
