package kilonova.gateway.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.Map;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Json;
import kilonova.network.v1.BatchCreateSecurityGroupsRequest;
import kilonova.network.v1.CreateSecurityGroupRequest;
import kilonova.network.v1.DeleteSecurityGroupRequest;
import kilonova.network.v1.GetSecurityGroupRequest;
import kilonova.network.v1.ListSecurityGroupsRequest;
import kilonova.network.v1.Listing;
import kilonova.network.v1.SecurityGroup;
import kilonova.network.v1.SecurityGroupServiceGrpc;
import kilonova.network.v1.SecurityGroupServiceGrpc.SecurityGroupServiceBlockingStub;
import kilonova.network.v1.UpdateSecurityGroupRequest;

/** Security groups as Neutron spells them. */
final class SecurityGroupCollection implements Collection<SecurityGroup> {
    private static final Map<String, String> QUERYABLE = Map.ofEntries(
            Map.entry("id", "id"),
            Map.entry("name", "name"),
            Map.entry("tenant_id", "project_id"),
            Map.entry("project_id", "project_id"),
            Map.entry("description", "description"),
            Map.entry("created_at", "created_at"),
            Map.entry("updated_at", "updated_at"));

    @Override
    public String singular() {
        return "security_group";
    }

    @Override
    public String plural() {
        return "security-groups";
    }

    @Override
    public Map<String, String> queryable() {
        return QUERYABLE;
    }

    @Override
    public ObjectNode view(SecurityGroup group) {
        ObjectNode view = Json.object();
        view.put("id", group.getId()).put("name", group.getName());
        Views.project(view, group.getProjectId());
        var rules = view.putArray("security_group_rules");
        group.getRulesList().forEach(rule -> rules.add(RuleCollection.rule(rule)));
        Views.standard(
                view, group.getDescription(), group.getCreateTime(), group.getUpdateTime(), group.getGeneration());
        return view;
    }

    @Override
    public SecurityGroup created(Attributes said) {
        var group = SecurityGroup.newBuilder();
        said.project(group::setProjectId);
        changes(said, group);
        return group.build();
    }

    private static void changes(Attributes said, SecurityGroup.Builder group) {
        said.text("name", "name", group::setName).text("description", "description", group::setDescription);
    }

    @Override
    public Page<SecurityGroup> list(Exchange exchange, Listing listing) {
        var page = stub(exchange)
                .listSecurityGroups(ListSecurityGroupsRequest.newBuilder()
                        .setListing(listing)
                        .build());
        return new Page<>(page.getSecurityGroupsList(), page.getNextPageToken());
    }

    @Override
    public SecurityGroup get(Exchange exchange, String id) {
        return stub(exchange)
                .getSecurityGroup(GetSecurityGroupRequest.newBuilder().setId(id).build());
    }

    @Override
    public SecurityGroup create(Exchange exchange, SecurityGroup said) {
        return stub(exchange).createSecurityGroup(request(said));
    }

    @Override
    public List<SecurityGroup> createAll(Exchange exchange, List<SecurityGroup> said) {
        return stub(exchange)
                .batchCreateSecurityGroups(BatchCreateSecurityGroupsRequest.newBuilder()
                        .addAllRequests(said.stream()
                                .map(SecurityGroupCollection::request)
                                .toList())
                        .build())
                .getSecurityGroupsList();
    }

    @Override
    public SecurityGroup update(Exchange exchange, String id, Attributes said) {
        var securityGroup = SecurityGroup.newBuilder().setId(id);
        changes(said, securityGroup);
        said.done();
        return stub(exchange)
                .updateSecurityGroup(UpdateSecurityGroupRequest.newBuilder()
                        .setSecurityGroup(securityGroup)
                        .setUpdateMask(FieldMask.newBuilder().addAllPaths(said.paths()))
                        .build());
    }

    @Override
    @SuppressWarnings("CheckReturnValue")
    public void delete(Exchange exchange, String id) {
        stub(exchange)
                .deleteSecurityGroup(
                        DeleteSecurityGroupRequest.newBuilder().setId(id).build());
    }

    private static CreateSecurityGroupRequest request(SecurityGroup said) {
        return CreateSecurityGroupRequest.newBuilder().setSecurityGroup(said).build();
    }

    private static SecurityGroupServiceBlockingStub stub(Exchange exchange) {
        return exchange.calls().to(SecurityGroupServiceGrpc::newBlockingStub);
    }
}
