package kilonova.gateway.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.Map;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Json;
import kilonova.network.v1.BatchCreatePortsRequest;
import kilonova.network.v1.CreatePortRequest;
import kilonova.network.v1.DeletePortRequest;
import kilonova.network.v1.FixedIp;
import kilonova.network.v1.GetPortRequest;
import kilonova.network.v1.ListPortsRequest;
import kilonova.network.v1.Listing;
import kilonova.network.v1.Port;
import kilonova.network.v1.PortServiceGrpc;
import kilonova.network.v1.PortServiceGrpc.PortServiceBlockingStub;
import kilonova.network.v1.UpdatePortRequest;

/** Ports as Neutron spells them. */
final class PortCollection implements Collection<Port> {
    private static final Map<String, String> QUERYABLE = Map.ofEntries(
            Map.entry("id", "id"),
            Map.entry("name", "name"),
            Map.entry("network_id", "network_id"),
            Map.entry("tenant_id", "project_id"),
            Map.entry("project_id", "project_id"),
            Map.entry("description", "description"),
            Map.entry("admin_state_up", "admin_up"),
            Map.entry("mac_address", "mac_address"),
            Map.entry("device_id", "device_id"),
            Map.entry("device_owner", "device_owner"),
            Map.entry("binding:host_id", "host"),
            Map.entry("status", "status"),
            Map.entry("security_groups", "security_group_id"),
            Map.entry("port_security_enabled", "port_security"),
            Map.entry("created_at", "created_at"),
            Map.entry("updated_at", "updated_at"));

    @Override
    public String singular() {
        return "port";
    }

    @Override
    public String plural() {
        return "ports";
    }

    @Override
    public Map<String, String> queryable() {
        return QUERYABLE;
    }

    @Override
    public ObjectNode view(Port port) {
        ObjectNode view = Json.object();
        view.put("id", port.getId()).put("name", port.getName()).put("network_id", port.getNetworkId());
        Views.project(view, port.getProjectId());
        view.put("admin_state_up", port.getAdminUp())
                .put("mac_address", port.getMacAddress())
                .put("device_id", port.getDeviceId())
                .put("device_owner", port.getDeviceOwner())
                .put("status", port.getStatus())
                .put("port_security_enabled", port.getPortSecurity())
                .put("binding:vnic_type", port.getVnicType());
        if (port.hasHost()) {
            view.put("binding:host_id", port.getHost())
                    .put("binding:vif_type", port.getHost().isEmpty() ? "unbound" : "other");
            view.putObject("binding:vif_details");
            view.putObject("binding:profile");
        }
        var addresses = view.putArray("fixed_ips");
        port.getFixedIpsList()
                .forEach(ip ->
                        addresses.addObject().put("subnet_id", ip.getSubnetId()).put("ip_address", ip.getIpAddress()));
        var groups = view.putArray("security_groups");
        port.getSecurityGroupIdsList().forEach(groups::add);
        Views.standard(view, port.getDescription(), port.getCreateTime(), port.getUpdateTime(), port.getGeneration());
        return view;
    }

    @Override
    public Port created(Attributes said) {
        var port = Port.newBuilder();
        said.project(port::setProjectId).text("network_id", "", port::setNetworkId);
        changes(said, port);
        port.setNoFixedIps(said.has("fixed_ips") && port.getFixedIpsCount() == 0);
        port.setNoSecurityGroups(said.has("security_groups") && port.getSecurityGroupIdsCount() == 0);
        return port.build();
    }

    private static void changes(Attributes said, Port.Builder port) {
        said.text("name", "name", port::setName)
                .text("description", "description", port::setDescription)
                .flag("admin_state_up", "admin_up", port::setAdminUp)
                .text("mac_address", "mac_address", port::setMacAddress)
                .list("fixed_ips", "fixed_ips", PortCollection::fixedIp, port::addAllFixedIps)
                .texts("security_groups", "security_group_ids", port::addAllSecurityGroupIds)
                .textOrNull("device_id", "device_id", port::setDeviceId)
                .textOrNull("device_owner", "device_owner", port::setDeviceOwner)
                .textOrNull("binding:host_id", "host", port::setHost)
                .text("binding:vnic_type", "vnic_type", port::setVnicType)
                .nothing("binding:profile")
                .flag("port_security_enabled", "port_security", port::setPortSecurity);
    }

    private static FixedIp fixedIp(JsonNode ip) {
        return FixedIp.newBuilder()
                .setSubnetId(Attributes.text("fixed_ips", ip, "subnet_id"))
                .setIpAddress(Attributes.text("fixed_ips", ip, "ip_address"))
                .build();
    }

    @Override
    public Page<Port> list(Exchange exchange, Listing listing) {
        var page = stub(exchange)
                .listPorts(ListPortsRequest.newBuilder().setListing(listing).build());
        return new Page<>(page.getPortsList(), page.getNextPageToken());
    }

    @Override
    public Port get(Exchange exchange, String id) {
        return stub(exchange).getPort(GetPortRequest.newBuilder().setId(id).build());
    }

    @Override
    public Port create(Exchange exchange, Port said) {
        return stub(exchange).createPort(request(said));
    }

    @Override
    public List<Port> createAll(Exchange exchange, List<Port> said) {
        return stub(exchange)
                .batchCreatePorts(BatchCreatePortsRequest.newBuilder()
                        .addAllRequests(
                                said.stream().map(PortCollection::request).toList())
                        .build())
                .getPortsList();
    }

    @Override
    public Port update(Exchange exchange, String id, Attributes said) {
        var port = Port.newBuilder().setId(id);
        changes(said, port);
        said.done();
        return stub(exchange)
                .updatePort(UpdatePortRequest.newBuilder()
                        .setPort(port)
                        .setUpdateMask(FieldMask.newBuilder().addAllPaths(said.paths()))
                        .build());
    }

    @Override
    @SuppressWarnings("CheckReturnValue")
    public void delete(Exchange exchange, String id) {
        stub(exchange).deletePort(DeletePortRequest.newBuilder().setId(id).build());
    }

    private static CreatePortRequest request(Port said) {
        return CreatePortRequest.newBuilder().setPort(said).build();
    }

    private static PortServiceBlockingStub stub(Exchange exchange) {
        return exchange.calls().to(PortServiceGrpc::newBlockingStub);
    }
}
