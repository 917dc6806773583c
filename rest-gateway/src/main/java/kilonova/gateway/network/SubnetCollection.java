package kilonova.gateway.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.Map;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Json;
import kilonova.network.v1.AllocationPool;
import kilonova.network.v1.BatchCreateSubnetsRequest;
import kilonova.network.v1.CreateSubnetRequest;
import kilonova.network.v1.DeleteSubnetRequest;
import kilonova.network.v1.GetSubnetRequest;
import kilonova.network.v1.HostRoute;
import kilonova.network.v1.ListSubnetsRequest;
import kilonova.network.v1.Listing;
import kilonova.network.v1.Subnet;
import kilonova.network.v1.SubnetServiceGrpc;
import kilonova.network.v1.SubnetServiceGrpc.SubnetServiceBlockingStub;
import kilonova.network.v1.UpdateSubnetRequest;

/** Subnets as Neutron spells them. */
final class SubnetCollection implements Collection<Subnet> {
    private static final Map<String, String> QUERYABLE = Map.ofEntries(
            Map.entry("id", "id"),
            Map.entry("name", "name"),
            Map.entry("network_id", "network_id"),
            Map.entry("tenant_id", "project_id"),
            Map.entry("project_id", "project_id"),
            Map.entry("description", "description"),
            Map.entry("ip_version", "ip_version"),
            Map.entry("cidr", "cidr"),
            Map.entry("gateway_ip", "gateway_ip"),
            Map.entry("enable_dhcp", "dhcp"),
            Map.entry("created_at", "created_at"),
            Map.entry("updated_at", "updated_at"));

    @Override
    public String singular() {
        return "subnet";
    }

    @Override
    public String plural() {
        return "subnets";
    }

    @Override
    public Map<String, String> queryable() {
        return QUERYABLE;
    }

    @Override
    public ObjectNode view(Subnet subnet) {
        ObjectNode view = Json.object();
        view.put("id", subnet.getId()).put("name", subnet.getName()).put("network_id", subnet.getNetworkId());
        Views.project(view, subnet.getProjectId());
        view.put("ip_version", subnet.getIpVersion())
                .put("cidr", subnet.getCidr())
                .put("gateway_ip", Json.orNull(subnet.getGatewayIp()))
                .put("enable_dhcp", subnet.getDhcp())
                .putNull("ipv6_ra_mode")
                .putNull("ipv6_address_mode")
                .putNull("subnetpool_id");
        var pools = view.putArray("allocation_pools");
        subnet.getAllocationPoolsList()
                .forEach(pool -> pools.addObject().put("start", pool.getFirst()).put("end", pool.getLast()));
        var nameservers = view.putArray("dns_nameservers");
        subnet.getDnsNameserversList().forEach(nameservers::add);
        var routes = view.putArray("host_routes");
        subnet.getHostRoutesList().forEach(route -> routes.addObject()
                .put("destination", route.getDestination())
                .put("nexthop", route.getNextHop()));
        Views.standard(
                view, subnet.getDescription(), subnet.getCreateTime(), subnet.getUpdateTime(), subnet.getGeneration());
        return view;
    }

    @Override
    public Subnet created(Attributes said) {
        var subnet = Subnet.newBuilder().setDefaultGateway(!said.has("gateway_ip"));
        said.project(subnet::setProjectId)
                .text("network_id", "", subnet::setNetworkId)
                .text("cidr", "", subnet::setCidr)
                .number("ip_version", "", subnet::setIpVersion)
                .nothing("ipv6_ra_mode")
                .nothing("ipv6_address_mode")
                .nothing("subnetpool_id");
        if (!said.has("ip_version")) {
            subnet.setIpVersion(subnet.getCidr().contains(":") ? 6 : 4);
        }
        changes(said, subnet);
        return subnet.build();
    }

    private static void changes(Attributes said, Subnet.Builder subnet) {
        said.text("name", "name", subnet::setName)
                .text("description", "description", subnet::setDescription)
                .textOrNull("gateway_ip", "gateway_ip", subnet::setGatewayIp)
                .flag("enable_dhcp", "dhcp", subnet::setDhcp)
                .texts("dns_nameservers", "dns_nameservers", subnet::addAllDnsNameservers)
                .list("host_routes", "host_routes", SubnetCollection::route, subnet::addAllHostRoutes)
                .list("allocation_pools", "allocation_pools", SubnetCollection::pool, subnet::addAllAllocationPools);
    }

    private static HostRoute route(JsonNode route) {
        return HostRoute.newBuilder()
                .setDestination(Attributes.text("host_routes", route, "destination"))
                .setNextHop(Attributes.text("host_routes", route, "nexthop"))
                .build();
    }

    private static AllocationPool pool(JsonNode pool) {
        return AllocationPool.newBuilder()
                .setFirst(Attributes.text("allocation_pools", pool, "start"))
                .setLast(Attributes.text("allocation_pools", pool, "end"))
                .build();
    }

    @Override
    public Page<Subnet> list(Exchange exchange, Listing listing) {
        var page = stub(exchange)
                .listSubnets(ListSubnetsRequest.newBuilder().setListing(listing).build());
        return new Page<>(page.getSubnetsList(), page.getNextPageToken());
    }

    @Override
    public Subnet get(Exchange exchange, String id) {
        return stub(exchange).getSubnet(GetSubnetRequest.newBuilder().setId(id).build());
    }

    @Override
    public Subnet create(Exchange exchange, Subnet said) {
        return stub(exchange).createSubnet(request(said));
    }

    @Override
    public List<Subnet> createAll(Exchange exchange, List<Subnet> said) {
        return stub(exchange)
                .batchCreateSubnets(BatchCreateSubnetsRequest.newBuilder()
                        .addAllRequests(
                                said.stream().map(SubnetCollection::request).toList())
                        .build())
                .getSubnetsList();
    }

    @Override
    public Subnet update(Exchange exchange, String id, Attributes said) {
        var subnet = Subnet.newBuilder().setId(id);
        changes(said, subnet);
        said.done();
        return stub(exchange)
                .updateSubnet(UpdateSubnetRequest.newBuilder()
                        .setSubnet(subnet)
                        .setUpdateMask(FieldMask.newBuilder().addAllPaths(said.paths()))
                        .build());
    }

    @Override
    @SuppressWarnings("CheckReturnValue")
    public void delete(Exchange exchange, String id) {
        stub(exchange).deleteSubnet(DeleteSubnetRequest.newBuilder().setId(id).build());
    }

    private static CreateSubnetRequest request(Subnet said) {
        return CreateSubnetRequest.newBuilder().setSubnet(said).build();
    }

    private static SubnetServiceBlockingStub stub(Exchange exchange) {
        return exchange.calls().to(SubnetServiceGrpc::newBlockingStub);
    }
}
