package kilonova.control.network.embedded;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.request.Once;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Security groups. One public method per use case, one transaction each. */
final class SecurityGroups {
    private static final String GROUP = "security_group";
    private static final String RULE = "security_group_rule";

    private final Writes writes;
    private final Env env;
    private final GroupRepository repository;
    private final PortRepository ports;
    private final NetworkQuotas quotas;

    SecurityGroups(Writes writes, Env env, GroupRepository repository, PortRepository ports, NetworkQuotas quotas) {
        this.writes = writes;
        this.env = env;
        this.repository = repository;
        this.ports = ports;
        this.quotas = quotas;
    }

    /** A group to be made. */
    record Wanted(String project, String name, String description) {}

    /** A rule to be made. */
    record WantedRule(String groupId, Group.Match match, String description) {}

    Group get(Principal who, String id) {
        return writes.read(tx -> seen(who, repository.find(tx, id), id));
    }

    ListQuery.Page<Group> list(Principal who, ListQuery query) {
        who.project().ifPresent(this::ensureDefault);
        return writes.read(tx -> repository.page(tx, who, query));
    }

    <R extends Message> R create(Principal who, List<Wanted> wanted, Once<List<Group>, R> once) {
        return writes.run(tx -> once.run(tx, () -> {
            var made = new ArrayList<Group>();
            for (Wanted each : wanted) {
                ProjectId project = NetworkAccess.owner(who, each.project(), "create_security_group");
                Said.requireTexts(each.name(), each.description());
                if (each.name().equals(Group.DEFAULT)) {
                    throw new Problem.Duplicate(GROUP, Group.DEFAULT).raise();
                }
                ensureDefault(tx, project);
                quotas.charge(tx, project, QuotaResource.GROUP_COUNT, 1);
                Group group = fresh(project, each.name(), each.description(), false);
                repository.insert(tx, group);
                made.add(group);
            }
            return made;
        }));
    }

    <R extends Message> R update(
            Principal who, String id, Optional<String> name, Optional<String> description, Once<Group, R> once) {
        return writes.run(tx -> once.run(tx, () -> {
            Group group = seen(who, repository.hold(tx, id), id);
            NetworkAccess.requireOwner(who, group.project(), "update_security_group");
            Group next =
                    group.saying(name.orElse(group.name()), description.orElse(group.description()), env.nowMicros());
            Said.requireTexts(next.name(), next.description());
            if (!next.name().equals(group.name())
                    && (next.name().equals(Group.DEFAULT) || repository.isDefault(tx, group))) {
                throw Said.invalid("name", "the default security group keeps its name, and no other gets it");
            }
            repository.replace(tx, next);
            return next;
        }));
    }

    Empty delete(Principal who, String id, Once<Object, Empty> once) {
        return writes.run(tx -> once.run(tx, () -> {
            Group group = seen(who, repository.hold(tx, id), id);
            NetworkAccess.requireOwner(who, group.project(), "delete_security_group");
            if (repository.isDefault(tx, group) && !NetworkAccess.admin(who)) {
                throw new Problem.InUse(GROUP, id, "the project needs its default group").raise();
            }
            if (ports.anyIn(tx, id)) {
                throw new Problem.InUse(GROUP, id, "ports have it").raise();
            }
            repository.delete(tx, group);
            return id;
        }));
    }

    Group.Rule getRule(Principal who, String id) {
        return writes.read(tx -> seenRule(tx, who, id));
    }

    ListQuery.Page<Group.Rule> listRules(Principal who, ListQuery query) {
        who.project().ifPresent(this::ensureDefault);
        return writes.read(tx -> repository.rulePage(tx, who, query));
    }

    <R extends Message> R createRules(Principal who, List<WantedRule> wanted, Once<List<Group.Rule>, R> once) {
        return writes.run(tx -> once.run(tx, () -> {
            var made = new ArrayList<Group.Rule>();
            for (WantedRule each : wanted) {
                made.add(createRule(tx, who, each));
            }
            return made;
        }));
    }

    Empty deleteRule(Principal who, String id, Once<Object, Empty> once) {
        return writes.run(tx -> once.run(tx, () -> {
            Group.Rule rule = seenRule(tx, who, id);
            Group group = seen(who, repository.hold(tx, rule.groupId()), rule.groupId());
            NetworkAccess.requireOwner(who, group.project(), "delete_security_group_rule");
            repository.deleteRule(tx, id);
            repository.replace(tx, group.saying(group.name(), group.description(), env.nowMicros()));
            return id;
        }));
    }

    /** The project's default group, made when it is not there. */
    String ensureDefault(Tx tx, ProjectId project) {
        return repository.defaultOf(tx, project).orElseGet(() -> {
            Group group = fresh(project, Group.DEFAULT, "Default security group", true);
            repository.insertDefault(tx, group);
            return group.id();
        });
    }

    private void ensureDefault(ProjectId project) {
        if (writes.read(tx -> repository.defaultOf(tx, project)).isEmpty()) {
            writes.run(tx -> ensureDefault(tx, project));
        }
    }

    /** The ids of these groups of the project, by id or name. */
    List<String> resolve(Tx tx, ProjectId project, List<String> namesOrIds) {
        return namesOrIds.stream()
                .map(each -> resolve(tx, project, each))
                .distinct()
                .sorted()
                .toList();
    }

    /** For callers with a transaction of their own. */
    String resolve(Principal who, String nameOrId) {
        return writes.run(tx -> resolve(tx, who.projectOrNone(), nameOrId));
    }

    private String resolve(Tx tx, ProjectId project, String nameOrId) {
        if (nameOrId.equals(Group.DEFAULT)) {
            return ensureDefault(tx, project);
        }
        var byId = repository.find(tx, nameOrId).filter(group -> group.project().equals(project));
        if (byId.isPresent()) {
            return byId.get().id();
        }
        List<Group> named = repository.named(tx, project, nameOrId);
        if (named.size() > 1) {
            throw Said.invalid("security_groups", "several groups are named '" + nameOrId + "' (expected: an id)");
        }
        return named.stream().findFirst().map(Group::id).orElseThrow(() -> new Problem.NotFound(GROUP, nameOrId)
                .raise());
    }

    private Group.Rule createRule(Tx tx, Principal who, WantedRule wanted) {
        Group group = seen(who, repository.hold(tx, wanted.groupId()), wanted.groupId());
        NetworkAccess.requireOwner(who, group.project(), "create_security_group_rule");
        Group.Match match = RuleMatch.sound(wanted.match());
        Said.requireText("description", wanted.description());
        if (!match.remoteGroupId().isEmpty()) {
            seen(who, repository.find(tx, match.remoteGroupId()), match.remoteGroupId());
        }
        group.rules().stream()
                .filter(rule -> rule.match().equals(match))
                .findFirst()
                .ifPresent(same -> {
                    throw new Problem.Duplicate(RULE, same.id()).raise();
                });
        ensureDefault(tx, group.project());
        quotas.charge(tx, group.project(), QuotaResource.RULE_COUNT, 1);
        var rule = new Group.Rule(
                env.ids().next().toString(), group.id(), group.project(), match, wanted.description(), env.nowMicros());
        repository.insert(tx, rule);
        repository.replace(tx, group.saying(group.name(), group.description(), env.nowMicros()));
        return rule;
    }

    private Group fresh(ProjectId project, String name, String description, boolean withItself) {
        String id = env.ids().next().toString();
        long now = env.nowMicros();
        var rules = new ArrayList<Group.Rule>();
        for (String ethertype : List.of("IPv4", "IPv6")) {
            rules.add(rule(project, id, Group.Match.all("egress", ethertype, ""), now));
            if (withItself) {
                rules.add(rule(project, id, Group.Match.all("ingress", ethertype, id), now));
            }
        }
        return new Group(id, project, name, description, rules, now, now, 1);
    }

    private Group.Rule rule(ProjectId project, String groupId, Group.Match match, long now) {
        return new Group.Rule(env.ids().next().toString(), groupId, project, match, "", now);
    }

    private Group.Rule seenRule(Tx tx, Principal who, String id) {
        return repository
                .findRule(tx, id)
                .filter(rule -> NetworkAccess.owns(who, rule.project()))
                .orElseThrow(() -> new Problem.NotFound(RULE, id).raise());
    }

    private static Group seen(Principal who, Optional<Group> found, String id) {
        return found.filter(group -> NetworkAccess.owns(who, group.project()))
                .orElseThrow(() -> new Problem.NotFound(GROUP, id).raise());
    }
}
