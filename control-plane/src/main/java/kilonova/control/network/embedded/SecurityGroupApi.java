package kilonova.control.network.embedded;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import java.util.List;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.request.Requests;
import kilonova.network.v1.BatchCreateSecurityGroupRulesRequest;
import kilonova.network.v1.BatchCreateSecurityGroupRulesResponse;
import kilonova.network.v1.BatchCreateSecurityGroupsRequest;
import kilonova.network.v1.BatchCreateSecurityGroupsResponse;
import kilonova.network.v1.CreateSecurityGroupRequest;
import kilonova.network.v1.CreateSecurityGroupRuleRequest;
import kilonova.network.v1.DeleteSecurityGroupRequest;
import kilonova.network.v1.DeleteSecurityGroupRuleRequest;
import kilonova.network.v1.GetSecurityGroupRequest;
import kilonova.network.v1.GetSecurityGroupRuleRequest;
import kilonova.network.v1.ListSecurityGroupRulesRequest;
import kilonova.network.v1.ListSecurityGroupRulesResponse;
import kilonova.network.v1.ListSecurityGroupsRequest;
import kilonova.network.v1.ListSecurityGroupsResponse;
import kilonova.network.v1.SecurityGroup;
import kilonova.network.v1.SecurityGroupRule;
import kilonova.network.v1.SecurityGroupServiceGrpc;
import kilonova.network.v1.UpdateSecurityGroupRequest;

/** Wire in, wire out: parse, call one method of {@link SecurityGroups}, render. No other logic. */
final class SecurityGroupApi extends SecurityGroupServiceGrpc.SecurityGroupServiceImplBase {
    private final SecurityGroups groups;
    private final Requests requests;

    SecurityGroupApi(SecurityGroups groups, Requests requests) {
        this.groups = groups;
        this.requests = requests;
    }

    @Override
    public void getSecurityGroup(GetSecurityGroupRequest request, StreamObserver<SecurityGroup> out) {
        Unary.reply(out, () -> SecurityGroupProto.group(groups.get(who(), request.getId())));
    }

    @Override
    public void listSecurityGroups(ListSecurityGroupsRequest request, StreamObserver<ListSecurityGroupsResponse> out) {
        Unary.reply(
                out,
                () -> SecurityGroupProto.page(
                        who(),
                        request.getListing(),
                        groups.list(who(), ListingProto.query(who(), request.getListing()))));
    }

    @Override
    public void createSecurityGroup(CreateSecurityGroupRequest request, StreamObserver<SecurityGroup> out) {
        Unary.reply(
                out,
                () -> groups.create(
                        who(),
                        List.of(SecurityGroupProto.wanted(request.getSecurityGroup())),
                        requests.once(
                                who(),
                                request,
                                SecurityGroup.getDefaultInstance(),
                                made -> SecurityGroupProto.group(made.getFirst()))));
    }

    @Override
    public void batchCreateSecurityGroups(
            BatchCreateSecurityGroupsRequest request, StreamObserver<BatchCreateSecurityGroupsResponse> out) {
        Unary.reply(out, () -> {
            var wanted = request.getRequestsList().stream()
                    .map(each -> SecurityGroupProto.wanted(each.getSecurityGroup()))
                    .toList();
            return groups.create(
                    who(),
                    wanted,
                    requests.once(
                            who(),
                            request,
                            BatchCreateSecurityGroupsResponse.getDefaultInstance(),
                            made -> BatchCreateSecurityGroupsResponse.newBuilder()
                                    .addAllSecurityGroups(made.stream()
                                            .map(SecurityGroupProto::group)
                                            .toList())
                                    .build()));
        });
    }

    @Override
    public void updateSecurityGroup(UpdateSecurityGroupRequest request, StreamObserver<SecurityGroup> out) {
        Unary.reply(out, () -> {
            SecurityGroup said = request.getSecurityGroup();
            return groups.update(
                    who(),
                    said.getId(),
                    SecurityGroupProto.name(said, request.getUpdateMask()),
                    SecurityGroupProto.description(said, request.getUpdateMask()),
                    requests.once(who(), request, SecurityGroup.getDefaultInstance(), SecurityGroupProto::group));
        });
    }

    @Override
    public void deleteSecurityGroup(DeleteSecurityGroupRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> groups.delete(who(), request.getId(), requests.once(who(), request)));
    }

    @Override
    public void getSecurityGroupRule(GetSecurityGroupRuleRequest request, StreamObserver<SecurityGroupRule> out) {
        Unary.reply(out, () -> SecurityGroupProto.rule(groups.getRule(who(), request.getId())));
    }

    @Override
    public void listSecurityGroupRules(
            ListSecurityGroupRulesRequest request, StreamObserver<ListSecurityGroupRulesResponse> out) {
        Unary.reply(
                out,
                () -> SecurityGroupProto.rulePage(
                        who(),
                        request.getListing(),
                        groups.listRules(who(), ListingProto.query(who(), request.getListing()))));
    }

    @Override
    public void createSecurityGroupRule(CreateSecurityGroupRuleRequest request, StreamObserver<SecurityGroupRule> out) {
        Unary.reply(
                out,
                () -> groups.createRules(
                        who(),
                        List.of(SecurityGroupProto.wanted(request.getRule())),
                        requests.once(
                                who(),
                                request,
                                SecurityGroupRule.getDefaultInstance(),
                                made -> SecurityGroupProto.rule(made.getFirst()))));
    }

    @Override
    public void batchCreateSecurityGroupRules(
            BatchCreateSecurityGroupRulesRequest request, StreamObserver<BatchCreateSecurityGroupRulesResponse> out) {
        Unary.reply(out, () -> {
            var wanted = request.getRequestsList().stream()
                    .map(each -> SecurityGroupProto.wanted(each.getRule()))
                    .toList();
            return groups.createRules(
                    who(),
                    wanted,
                    requests.once(
                            who(),
                            request,
                            BatchCreateSecurityGroupRulesResponse.getDefaultInstance(),
                            made -> BatchCreateSecurityGroupRulesResponse.newBuilder()
                                    .addAllRules(made.stream()
                                            .map(SecurityGroupProto::rule)
                                            .toList())
                                    .build()));
        });
    }

    @Override
    public void deleteSecurityGroupRule(DeleteSecurityGroupRuleRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> groups.deleteRule(who(), request.getId(), requests.once(who(), request)));
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
