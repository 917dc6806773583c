package kilonova.control.identity.embedded;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.control.store.Tx;
import kilonova.kernel.Problem;

/** Roles, and who has them where. */
final class Roles {
    private final Directory directory;
    private final RoleRepository roles = new RoleRepository();
    private final UserRepository users = new UserRepository();
    private final ProjectRepository projects = new ProjectRepository();

    Roles(Directory directory) {
        this.directory = directory;
    }

    Role get(Principal who, String id) {
        directory.require(who, "identity:get_role", Target.none());
        return directory.read(tx -> roles.get(tx, id));
    }

    /** @param name the exact name; empty for all */
    Page<Role> list(Principal who, String name, Page.Ask ask) {
        directory.require(who, "identity:list_roles", Target.none());
        return directory.read(tx -> roles.list(tx, name, ask));
    }

    <R extends Message> R create(Principal who, String name, String description, Once<Role, R> once) {
        directory.require(who, "identity:create_role", Target.none());
        var role = new Role(directory.newId(), Texts.name("role.name", name, Role.MAX_NAME), description);
        return directory.change(once, tx -> {
            if (roles.named(tx, name).isPresent()) {
                throw new Problem.Duplicate(RoleRepository.KIND, name).raise();
            }
            roles.insert(tx, role);
            return role;
        });
    }

    /** Its assignments end with it. */
    Empty delete(Principal who, String id, Once<Object, Empty> once) {
        directory.require(who, "identity:delete_role", Target.none());
        return directory.change(once, tx -> {
            Role role = roles.get(tx, id);
            roles.delete(tx, role);
            return role;
        });
    }

    /**
     * Everybody may list their own.
     *
     * @param effective also what is implied; a page may then hold more than was asked for, or fewer
     */
    Page<Assignment> assignments(Principal who, RoleRepository.Filter filter, boolean effective, Page.Ask ask) {
        if (!filter.user().equals(Optional.of(who.user()))) {
            directory.require(who, "identity:list_role_assignments", Target.none());
        }
        return directory.read(tx -> {
            if (!effective) {
                Page<RoleRepository.Held> page = roles.list(tx, filter, ask);
                return new Page<>(named(tx, page.items()), page.next());
            }
            // The role asked for may be implied by one that was not.
            var anyRole = new RoleRepository.Filter(filter.user(), filter.scope(), "");
            Page<RoleRepository.Held> page = roles.list(tx, anyRole, ask);
            var wanted = page.items().stream()
                    .flatMap(held -> withImplied(tx, held).stream())
                    .filter(held -> filter.role().isEmpty() || filter.role().equals(held.role()))
                    .toList();
            return new Page<>(named(tx, wanted), page.next());
        });
    }

    /** The assignment, and what it alone implies: of several that imply a role the highest stands for it. */
    private List<RoleRepository.Held> withImplied(Tx tx, RoleRepository.Held held) {
        var all = new ArrayList<RoleRepository.Held>();
        all.add(held);
        List<String> given = roles.held(tx, held.user(), held.scope()).stream()
                .map(Role::name)
                .toList();
        String name = roles.get(tx, held.role()).name();
        boolean highest =
                given.stream().noneMatch(other -> Role.impliedBy(other).contains(name));
        if (highest) {
            var implied = new ArrayList<>(Role.impliedBy(name));
            implied.removeAll(given);
            roles.named(tx, implied)
                    .forEach(role -> all.add(new RoleRepository.Held(held.user(), held.scope(), role.id())));
        }
        return all;
    }

    private List<Assignment> named(Tx tx, List<RoleRepository.Held> held) {
        Map<UserId, User> knownUsers = new HashMap<>();
        Map<ProjectId, Project> knownProjects = new HashMap<>();
        Map<String, Role> knownRoles = new HashMap<>();
        return held.stream()
                .map(each -> new Assignment(
                        knownUsers.computeIfAbsent(each.user(), id -> users.get(tx, id)),
                        knownRoles.computeIfAbsent(each.role(), id -> roles.get(tx, id)),
                        each.scope() instanceof Scope.OfProject(var project)
                                ? Optional.of(knownProjects.computeIfAbsent(project, id -> projects.get(tx, id)))
                                : Optional.empty()))
                .toList();
    }

    /** Idempotent. */
    Empty grant(Principal who, RoleRepository.Held held, Once<Object, Empty> once) {
        directory.require(who, "identity:create_grant", Target.none());
        return directory.change(once, tx -> {
            check(tx, held);
            roles.give(tx, held);
            return held;
        });
    }

    Empty revoke(Principal who, RoleRepository.Held held, Once<Object, Empty> once) {
        directory.require(who, "identity:revoke_grant", Target.none());
        return directory.change(once, tx -> {
            check(tx, held);
            roles.take(tx, held);
            return held;
        });
    }

    private void check(Tx tx, RoleRepository.Held held) {
        roles.get(tx, held.role());
        users.get(tx, held.user());
        switch (held.scope()) {
            case Scope.OfProject(var project) -> projects.get(tx, project);
            case Scope.OfSystem() -> {}
            case Scope.Unscoped() ->
                throw new Problem.Invalid("scope", "none (expected: project_id or system)").raise();
        }
    }
}
