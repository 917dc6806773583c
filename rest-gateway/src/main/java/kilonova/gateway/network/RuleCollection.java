package kilonova.gateway.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.network.v1.BatchCreateSecurityGroupRulesRequest;
import kilonova.network.v1.CreateSecurityGroupRuleRequest;
import kilonova.network.v1.DeleteSecurityGroupRuleRequest;
import kilonova.network.v1.GetSecurityGroupRuleRequest;
import kilonova.network.v1.ListSecurityGroupRulesRequest;
import kilonova.network.v1.Listing;
import kilonova.network.v1.SecurityGroupRule;
import kilonova.network.v1.SecurityGroupServiceGrpc;
import kilonova.network.v1.SecurityGroupServiceGrpc.SecurityGroupServiceBlockingStub;

/** Rules of security groups as Neutron spells them; they are made and deleted, never changed. */
final class RuleCollection implements Collection<SecurityGroupRule> {
    private static final Map<String, String> QUERYABLE = Map.ofEntries(
            Map.entry("id", "id"),
            Map.entry("security_group_id", "security_group_id"),
            Map.entry("tenant_id", "project_id"),
            Map.entry("project_id", "project_id"),
            Map.entry("description", "description"),
            Map.entry("direction", "direction"),
            Map.entry("ethertype", "ethertype"),
            Map.entry("protocol", "protocol"),
            Map.entry("port_range_min", "port_range_min"),
            Map.entry("port_range_max", "port_range_max"),
            Map.entry("remote_ip_prefix", "remote_ip_prefix"),
            Map.entry("remote_group_id", "remote_group_id"),
            Map.entry("created_at", "created_at"));

    @Override
    public String singular() {
        return "security_group_rule";
    }

    @Override
    public String plural() {
        return "security-group-rules";
    }

    @Override
    public Map<String, String> queryable() {
        return QUERYABLE;
    }

    @Override
    public ObjectNode view(SecurityGroupRule rule) {
        return rule(rule);
    }

    static ObjectNode rule(SecurityGroupRule rule) {
        ObjectNode view = Json.object();
        view.put("id", rule.getId());
        Views.project(view, rule.getProjectId());
        view.put("security_group_id", rule.getSecurityGroupId())
                .put("direction", rule.getDirection())
                .put("ethertype", rule.getEthertype())
                .put("protocol", Json.orNull(rule.getProtocol()))
                .put("port_range_min", rule.hasPortRangeMin() ? rule.getPortRangeMin() : null)
                .put("port_range_max", rule.hasPortRangeMax() ? rule.getPortRangeMax() : null)
                .put("remote_ip_prefix", Json.orNull(rule.getRemoteIpPrefix()))
                .put("remote_group_id", Json.orNull(rule.getRemoteGroupId()));
        Views.standard(view, rule.getDescription(), rule.getCreateTime(), rule.getCreateTime(), rule.getGeneration());
        return view;
    }

    @Override
    public SecurityGroupRule created(Attributes said) {
        var rule = SecurityGroupRule.newBuilder();
        said.project(rule::setProjectId)
                .text("security_group_id", "", rule::setSecurityGroupId)
                .text("direction", "", rule::setDirection)
                .textOrNull("ethertype", "", rule::setEthertype)
                .textOrNull("protocol", "", rule::setProtocol)
                .number("port_range_min", "", rule::setPortRangeMin)
                .number("port_range_max", "", rule::setPortRangeMax)
                .textOrNull("remote_ip_prefix", "", rule::setRemoteIpPrefix)
                .textOrNull("remote_group_id", "", rule::setRemoteGroupId)
                .text("description", "", rule::setDescription);
        return rule.build();
    }

    @Override
    public Page<SecurityGroupRule> list(Exchange exchange, Listing listing) {
        var page = stub(exchange)
                .listSecurityGroupRules(ListSecurityGroupRulesRequest.newBuilder()
                        .setListing(listing)
                        .build());
        return new Page<>(page.getRulesList(), page.getNextPageToken());
    }

    @Override
    public SecurityGroupRule get(Exchange exchange, String id) {
        return stub(exchange)
                .getSecurityGroupRule(
                        GetSecurityGroupRuleRequest.newBuilder().setId(id).build());
    }

    @Override
    public SecurityGroupRule create(Exchange exchange, SecurityGroupRule said) {
        return stub(exchange).createSecurityGroupRule(request(said));
    }

    @Override
    public List<SecurityGroupRule> createAll(Exchange exchange, List<SecurityGroupRule> said) {
        return stub(exchange)
                .batchCreateSecurityGroupRules(BatchCreateSecurityGroupRulesRequest.newBuilder()
                        .addAllRequests(
                                said.stream().map(RuleCollection::request).toList())
                        .build())
                .getRulesList();
    }

    @Override
    public SecurityGroupRule update(Exchange exchange, String id, Attributes said) {
        throw HttpFault.of(405, "Security group rules cannot be changed: delete it and make another one.")
                .raise();
    }

    @Override
    @SuppressWarnings("CheckReturnValue")
    public void delete(Exchange exchange, String id) {
        stub(exchange)
                .deleteSecurityGroupRule(
                        DeleteSecurityGroupRuleRequest.newBuilder().setId(id).build());
    }

    private static CreateSecurityGroupRuleRequest request(SecurityGroupRule said) {
        return CreateSecurityGroupRuleRequest.newBuilder().setRule(said).build();
    }

    private static SecurityGroupServiceBlockingStub stub(Exchange exchange) {
        return exchange.calls().to(SecurityGroupServiceGrpc::newBlockingStub);
    }
}
