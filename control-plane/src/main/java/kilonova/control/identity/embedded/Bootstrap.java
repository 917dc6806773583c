package kilonova.control.identity.embedded;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.store.Tx;

/**
 * Makes what a cloud needs before anybody can log in: the domain, the roles, the projects {@code admin}, {@code demo} and
 * {@code service}, and in them an administrator, a plain member and the user that our own services log in as.
 */
final class Bootstrap {
    private static final String ADMIN = "admin";
    private static final String MEMBER = "demo";
    private static final String SERVICE = "kilonova";

    private final Directory directory;
    private final Passwords passwords;
    private final DomainRepository domains = new DomainRepository();
    private final ProjectRepository projects = new ProjectRepository();
    private final UserRepository users = new UserRepository();
    private final RoleRepository roles = new RoleRepository();

    Bootstrap(Directory directory, Passwords passwords) {
        this.directory = directory;
        this.passwords = passwords;
    }

    /** Adds what is missing, and changes nothing that is there. Idempotent. */
    void ensure(FirstPasswords first) {
        if (directory.read(tx -> List.of(ADMIN, MEMBER, SERVICE).stream()
                .allMatch(name -> find(tx, name).isPresent()))) {
            return;
        }
        directory.change(tx -> {
            ensureDomain(tx);
            Role.LADDER.forEach(name -> ensureRole(tx, name));
            ensureRole(tx, Role.SERVICE);
            ProjectId admin = ensureProject(tx, "admin", "Project of the administrators.");
            ProjectId demo = ensureProject(tx, "demo", "Project to try things in.");
            ProjectId service = ensureProject(tx, "service", "Project of the services.");
            UserId administrator = ensureUser(tx, ADMIN, admin, first.admin());
            give(tx, administrator, new Scope.OfProject(admin), "admin");
            give(tx, administrator, new Scope.OfProject(demo), "admin");
            give(tx, administrator, new Scope.OfSystem(), "admin");
            give(tx, ensureUser(tx, MEMBER, demo, first.member()), new Scope.OfProject(demo), "member");
            give(tx, ensureUser(tx, SERVICE, service, first.service()), new Scope.OfProject(service), Role.SERVICE);
            return administrator;
        });
    }

    /** Gives the three users these passwords and ends their tokens: for whoever lost the first ones. */
    void renew(FirstPasswords passwordsNow) {
        directory.change(tx -> {
            renew(tx, ADMIN, passwordsNow.admin());
            renew(tx, MEMBER, passwordsNow.member());
            renew(tx, SERVICE, passwordsNow.service());
            return passwordsNow;
        });
    }

    private void renew(Tx tx, String name, String password) {
        find(tx, name)
                .ifPresent(user -> users.replace(
                        tx, user, user.withPassword(passwords.hashGenerated(password), directory.nowMicros())));
    }

    ProjectId operators() {
        return directory
                .read(tx -> projects.named(tx, Domain.DEFAULT_ID, "admin"))
                .map(Project::id)
                .orElseThrow(() -> new IllegalStateException("not bootstrapped: there is no project admin"));
    }

    private Optional<User> find(Tx tx, String name) {
        return users.named(tx, Domain.DEFAULT_ID, name);
    }

    private void ensureDomain(Tx tx) {
        if (domains.find(tx, Domain.DEFAULT_ID).isEmpty()) {
            domains.insert(tx, new Domain(Domain.DEFAULT_ID, "Default", "The default domain", true));
        }
    }

    private void ensureRole(Tx tx, String name) {
        if (roles.named(tx, name).isEmpty()) {
            roles.insert(tx, new Role(directory.newId(), name, ""));
        }
    }

    private ProjectId ensureProject(Tx tx, String name, String description) {
        Optional<Project> known = projects.named(tx, Domain.DEFAULT_ID, name);
        if (known.isPresent()) {
            return known.get().id();
        }
        var id = new ProjectId(directory.newId());
        projects.insert(tx, new Project(id, Domain.DEFAULT_ID, "Default", name, description, true, 1));
        return id;
    }

    private UserId ensureUser(Tx tx, String name, ProjectId home, String password) {
        Optional<User> known = find(tx, name);
        if (known.isPresent()) {
            return known.get().id();
        }
        var id = new UserId(directory.newId());
        var profile = new User.Profile("", "", Optional.of(home));
        String hash = passwords.hashGenerated(password);
        users.insert(
                tx, new User(id, Domain.DEFAULT_ID, "Default", name, profile, true, hash, directory.nowMicros(), 1));
        return id;
    }

    private void give(Tx tx, UserId user, Scope scope, String role) {
        Role found = roles.named(tx, List.of(role)).getFirst();
        roles.give(tx, new RoleRepository.Held(user, scope, found.id()));
    }
}
