package kilonova.control.network.embedded;

import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import kilonova.control.edge.WireTime;
import kilonova.control.identity.Principal;
import kilonova.network.v1.ListSecurityGroupRulesResponse;
import kilonova.network.v1.ListSecurityGroupsResponse;
import kilonova.network.v1.Listing;
import kilonova.network.v1.SecurityGroup;
import kilonova.network.v1.SecurityGroupRule;

/** Record ⇄ message. */
final class SecurityGroupProto {
    private static final List<String> MUTABLE = List.of("name", "description");

    private SecurityGroupProto() {}

    static SecurityGroup group(Group group) {
        return SecurityGroup.newBuilder()
                .setId(group.id())
                .setName(group.name())
                .setProjectId(group.project().value())
                .setDescription(group.description())
                .addAllRules(
                        group.rules().stream().map(SecurityGroupProto::rule).toList())
                .setCreateTime(WireTime.of(group.createdAt()))
                .setUpdateTime(WireTime.of(group.updatedAt()))
                .setGeneration(group.generation())
                .build();
    }

    static ListSecurityGroupsResponse page(Principal who, Listing listing, ListQuery.Page<Group> page) {
        return ListSecurityGroupsResponse.newBuilder()
                .addAllSecurityGroups(
                        page.rows().stream().map(SecurityGroupProto::group).toList())
                .setMore(page.more())
                .setNextPageToken(ListingProto.token(who, listing, page))
                .build();
    }

    static SecurityGroupRule rule(Group.Rule rule) {
        Group.Match match = rule.match();
        var message = SecurityGroupRule.newBuilder()
                .setId(rule.id())
                .setSecurityGroupId(rule.groupId())
                .setProjectId(rule.project().value())
                .setDirection(match.direction())
                .setEthertype(match.ethertype())
                .setProtocol(match.protocol())
                .setRemoteIpPrefix(match.remotePrefix())
                .setRemoteGroupId(match.remoteGroupId())
                .setDescription(rule.description())
                .setCreateTime(WireTime.of(rule.createdAt()))
                .setGeneration(0);
        match.portMin().ifPresent(message::setPortRangeMin);
        match.portMax().ifPresent(message::setPortRangeMax);
        return message.build();
    }

    static ListSecurityGroupRulesResponse rulePage(Principal who, Listing listing, ListQuery.Page<Group.Rule> page) {
        return ListSecurityGroupRulesResponse.newBuilder()
                .addAllRules(page.rows().stream().map(SecurityGroupProto::rule).toList())
                .setMore(page.more())
                .setNextPageToken(ListingProto.token(who, listing, page))
                .build();
    }

    static SecurityGroups.Wanted wanted(SecurityGroup said) {
        return new SecurityGroups.Wanted(said.getProjectId(), said.getName(), said.getDescription());
    }

    static SecurityGroups.WantedRule wanted(SecurityGroupRule said) {
        var match = new Group.Match(
                said.getDirection(),
                said.getEthertype().isEmpty() ? "IPv4" : said.getEthertype(),
                said.getProtocol(),
                said.hasPortRangeMin() ? OptionalInt.of(said.getPortRangeMin()) : OptionalInt.empty(),
                said.hasPortRangeMax() ? OptionalInt.of(said.getPortRangeMax()) : OptionalInt.empty(),
                said.getRemoteIpPrefix(),
                said.getRemoteGroupId());
        return new SecurityGroups.WantedRule(said.getSecurityGroupId(), match, said.getDescription());
    }

    /** The new name, when the update has one. */
    static Optional<String> name(SecurityGroup said, FieldMask mask) {
        return ListingProto.paths(mask, MUTABLE).contains("name") ? Optional.of(said.getName()) : Optional.empty();
    }

    /** The new description, when the update has one. */
    static Optional<String> description(SecurityGroup said, FieldMask mask) {
        return ListingProto.paths(mask, MUTABLE).contains("description")
                ? Optional.of(said.getDescription())
                : Optional.empty();
    }
}
