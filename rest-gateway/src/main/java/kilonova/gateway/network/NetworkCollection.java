package kilonova.gateway.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.Map;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Json;
import kilonova.network.v1.BatchCreateNetworksRequest;
import kilonova.network.v1.CreateNetworkRequest;
import kilonova.network.v1.DeleteNetworkRequest;
import kilonova.network.v1.GetNetworkRequest;
import kilonova.network.v1.ListNetworksRequest;
import kilonova.network.v1.Listing;
import kilonova.network.v1.Network;
import kilonova.network.v1.NetworkServiceGrpc;
import kilonova.network.v1.NetworkServiceGrpc.NetworkServiceBlockingStub;
import kilonova.network.v1.UpdateNetworkRequest;

/** Networks as Neutron spells them. */
final class NetworkCollection implements Collection<Network> {
    private static final Map<String, String> QUERYABLE = Map.ofEntries(
            Map.entry("id", "id"),
            Map.entry("name", "name"),
            Map.entry("tenant_id", "project_id"),
            Map.entry("project_id", "project_id"),
            Map.entry("description", "description"),
            Map.entry("admin_state_up", "admin_up"),
            Map.entry("shared", "shared"),
            Map.entry("router:external", "external"),
            Map.entry("mtu", "mtu"),
            Map.entry("port_security_enabled", "port_security"),
            Map.entry("status", "status"),
            Map.entry("created_at", "created_at"),
            Map.entry("updated_at", "updated_at"));

    @Override
    public String singular() {
        return "network";
    }

    @Override
    public String plural() {
        return "networks";
    }

    @Override
    public Map<String, String> queryable() {
        return QUERYABLE;
    }

    @Override
    public ObjectNode view(Network network) {
        ObjectNode view = Json.object();
        view.put("id", network.getId()).put("name", network.getName());
        Views.project(view, network.getProjectId());
        view.put("admin_state_up", network.getAdminUp())
                .put("mtu", network.getMtu())
                .put("status", "ACTIVE")
                .put("shared", network.getShared())
                .put("router:external", network.getExternal())
                .put("port_security_enabled", network.getPortSecurity());
        var subnets = view.putArray("subnets");
        network.getSubnetIdsList().forEach(subnets::add);
        Views.standard(
                view,
                network.getDescription(),
                network.getCreateTime(),
                network.getUpdateTime(),
                network.getGeneration());
        return view;
    }

    @Override
    public Network created(Attributes said) {
        var network = Network.newBuilder();
        said.project(network::setProjectId);
        changes(said, network);
        return network.build();
    }

    private static void changes(Attributes said, Network.Builder network) {
        said.text("name", "name", network::setName)
                .text("description", "description", network::setDescription)
                .flag("admin_state_up", "admin_up", network::setAdminUp)
                .flag("shared", "shared", network::setShared)
                .flag("router:external", "external", network::setExternal)
                .number("mtu", "mtu", network::setMtu)
                .flag("port_security_enabled", "port_security", network::setPortSecurity);
    }

    @Override
    public Page<Network> list(Exchange exchange, Listing listing) {
        var page = stub(exchange)
                .listNetworks(
                        ListNetworksRequest.newBuilder().setListing(listing).build());
        return new Page<>(page.getNetworksList(), page.getNextPageToken());
    }

    @Override
    public Network get(Exchange exchange, String id) {
        return stub(exchange)
                .getNetwork(GetNetworkRequest.newBuilder().setId(id).build());
    }

    @Override
    public Network create(Exchange exchange, Network said) {
        return stub(exchange).createNetwork(request(said));
    }

    @Override
    public List<Network> createAll(Exchange exchange, List<Network> said) {
        return stub(exchange)
                .batchCreateNetworks(BatchCreateNetworksRequest.newBuilder()
                        .addAllRequests(
                                said.stream().map(NetworkCollection::request).toList())
                        .build())
                .getNetworksList();
    }

    @Override
    public Network update(Exchange exchange, String id, Attributes said) {
        var network = Network.newBuilder().setId(id);
        changes(said, network);
        said.done();
        return stub(exchange)
                .updateNetwork(UpdateNetworkRequest.newBuilder()
                        .setNetwork(network)
                        .setUpdateMask(FieldMask.newBuilder().addAllPaths(said.paths()))
                        .build());
    }

    @Override
    @SuppressWarnings("CheckReturnValue")
    public void delete(Exchange exchange, String id) {
        stub(exchange).deleteNetwork(DeleteNetworkRequest.newBuilder().setId(id).build());
    }

    private static CreateNetworkRequest request(Network said) {
        return CreateNetworkRequest.newBuilder().setNetwork(said).build();
    }

    private static NetworkServiceBlockingStub stub(Exchange exchange) {
        return exchange.calls().to(NetworkServiceGrpc::newBlockingStub);
    }
}
