package kilonova.control.network.embedded;

import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import kilonova.control.edge.WireTime;
import kilonova.control.identity.Principal;
import kilonova.network.v1.FixedIp;
import kilonova.network.v1.ListPortsResponse;
import kilonova.network.v1.Listing;
import kilonova.network.v1.Port;

/** Record ⇄ message. */
final class PortProto {
    private static final List<String> MUTABLE = List.of(
            "name",
            "description",
            "admin_up",
            "mac_address",
            "fixed_ips",
            "security_group_ids",
            "device_id",
            "device_owner",
            "host",
            "vnic_type",
            "port_security");

    private PortProto() {}

    /** As the caller may see it. */
    static Port port(Principal who, PortRow port) {
        PortRow.Facts facts = port.facts();
        var message = Port.newBuilder()
                .setId(port.id())
                .setNetworkId(port.networkId())
                .setProjectId(port.project().value())
                .setName(facts.name())
                .setDescription(facts.description())
                .setAdminUp(facts.adminUp())
                .setMacAddress(facts.mac())
                .addAllFixedIps(port.addresses().stream()
                        .map(each -> FixedIp.newBuilder()
                                .setSubnetId(each.subnetId())
                                .setIpAddress(each.address().toString())
                                .build())
                        .toList())
                .addAllSecurityGroupIds(facts.groups())
                .setDeviceId(facts.deviceId())
                .setDeviceOwner(facts.deviceOwner())
                .setVnicType(facts.vnicType())
                .setPortSecurity(facts.portSecurity())
                .setStatus(port.status())
                .setCreateTime(WireTime.of(port.createdAt()))
                .setUpdateTime(WireTime.of(port.updatedAt()))
                .setGeneration(port.generation());
        if (NetworkAccess.admin(who)) {
            message.setHost(facts.host());
        }
        return message.build();
    }

    static ListPortsResponse page(Principal who, Listing listing, ListQuery.Page<PortRow> page) {
        return ListPortsResponse.newBuilder()
                .addAllPorts(page.rows().stream().map(port -> port(who, port)).toList())
                .setMore(page.more())
                .setNextPageToken(ListingProto.token(who, listing, page))
                .build();
    }

    static Ports.Wanted wanted(Port said) {
        var facts = new PortRow.Facts(
                said.getName(),
                said.getDescription(),
                !said.hasAdminUp() || said.getAdminUp(),
                said.getMacAddress(),
                said.getDeviceId(),
                said.getDeviceOwner(),
                said.getHost(),
                said.getVnicType().isEmpty() ? "normal" : said.getVnicType(),
                true,
                List.of());
        Optional<List<String>> groups = said.getNoSecurityGroups()
                ? Optional.of(List.of())
                : Optional.of((List<String>) said.getSecurityGroupIdsList()).filter(list -> !list.isEmpty());
        Optional<List<PortMaking.Ask>> asks = said.getNoFixedIps()
                ? Optional.of(List.of())
                : Optional.of(asks(said)).filter(list -> !list.isEmpty());
        return new Ports.Wanted(
                said.getProjectId(),
                said.getNetworkId(),
                facts,
                said.hasPortSecurity() ? Optional.of(said.getPortSecurity()) : Optional.empty(),
                groups,
                asks);
    }

    static UnaryOperator<PortRow.Facts> change(Port said, FieldMask mask) {
        var paths = ListingProto.paths(mask, MUTABLE);
        return old -> new PortRow.Facts(
                paths.contains("name") ? said.getName() : old.name(),
                paths.contains("description") ? said.getDescription() : old.description(),
                paths.contains("admin_up") ? said.getAdminUp() : old.adminUp(),
                paths.contains("mac_address") ? said.getMacAddress() : old.mac(),
                paths.contains("device_id") ? said.getDeviceId() : old.deviceId(),
                paths.contains("device_owner") ? said.getDeviceOwner() : old.deviceOwner(),
                paths.contains("host") ? said.getHost() : old.host(),
                paths.contains("vnic_type") ? said.getVnicType() : old.vnicType(),
                paths.contains("port_security") ? said.getPortSecurity() : old.portSecurity(),
                paths.contains("security_group_ids") ? said.getSecurityGroupIdsList() : old.groups());
    }

    /** The addresses that an update asks for, when it does. */
    static Optional<List<PortMaking.Ask>> asks(Port said, FieldMask mask) {
        return mask.getPathsList().contains("fixed_ips") ? Optional.of(asks(said)) : Optional.empty();
    }

    private static List<PortMaking.Ask> asks(Port said) {
        return said.getFixedIpsList().stream()
                .map(each -> new PortMaking.Ask(
                        Optional.of(each.getSubnetId()).filter(id -> !id.isEmpty()),
                        Optional.of(each.getIpAddress())
                                .filter(text -> !text.isEmpty())
                                .map(text -> IpAddress.parse(text)
                                        .orElseThrow(() -> Said.invalid(
                                                "fixed_ips", "'" + text + "' is not a valid IP address")))))
                .toList();
    }
}
