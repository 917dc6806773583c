package kilonova.control.identity.embedded;

import io.grpc.BindableService;
import java.util.List;
import java.util.Set;
import kilonova.control.identity.Identity;
import kilonova.control.identity.KnownProjects;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.policy.Policy;
import kilonova.control.request.Requests;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;
import kilonova.identity.v1.TokenServiceGrpc;
import kilonova.kernel.Env;

/** The identity service that makes one machine a cloud: the role, and the gRPC services behind its REST face. */
public final class EmbeddedIdentity implements Identity, KnownProjects {
    /** The one call that needs no token, for it hands them out. */
    public static final String OPEN_METHOD =
            TokenServiceGrpc.getIssueTokenMethod().getFullMethodName();

    /** Kinds of change that a token's worth may depend on. */
    private static final Set<String> BELIEFS = Set.of(
            UserRepository.KIND,
            ProjectRepository.KIND,
            RoleRepository.KIND,
            RoleRepository.ASSIGNMENT,
            RevocationRepository.KIND);

    private final Tokens tokens;
    private final Projects projects;
    private final Bootstrap bootstrap;
    private final List<BindableService> services;

    private EmbeddedIdentity(Tokens tokens, Projects projects, Bootstrap bootstrap, List<BindableService> services) {
        this.tokens = tokens;
        this.projects = projects;
        this.bootstrap = bootstrap;
        this.services = List.copyOf(services);
    }

    /**
     * Reads or makes the keys. The database is to be bootstrapped before anybody can log in.
     *
     * @param policy of {@link kilonova.control.policy.PolicyBook#IDENTITY}
     */
    public static EmbeddedIdentity open(
            Database database, Env env, Requests requests, IdentitySettings settings, Policy policy, Catalog catalog) {
        var cache = new BearerCache(settings.cacheLife());
        database.feed().listen(news -> forget(cache, news), cache::clear);
        var directory = new Directory(database, policy, cache, env);
        var passwords = new Passwords(env.random(), settings.passwordIterations());
        var gate = new LoginGate(env.clock());
        var keys = new SigningKeys(new KeyFile(settings.keyFile()), env.clock(), settings.tokenLife());
        var tokens = new Tokens(directory, env, keys, cache, passwords, gate, settings.tokenLife());
        var projects = new Projects(directory);
        return new EmbeddedIdentity(
                tokens,
                projects,
                new Bootstrap(directory, passwords),
                List.of(
                        new TokenApi(tokens, catalog, requests),
                        new UserApi(new Users(directory, passwords, gate), requests),
                        new ProjectApi(projects, requests),
                        new RoleApi(new Roles(directory), requests),
                        new DomainApi(new Domains(directory)),
                        new CatalogApi(catalog)));
    }

    /** What another replica changed, this one forgets too. */
    private static void forget(BearerCache cache, List<Committed> news) {
        if (news.stream().anyMatch(each -> BELIEFS.contains(each.change().kind()))) {
            cache.clear();
        }
    }

    /** Makes the first domain, roles, projects and users where they are missing. Idempotent. */
    public void bootstrap(FirstPasswords passwords) {
        bootstrap.ensure(passwords);
    }

    /** The project of the administrators, once bootstrapped: what a cloud begins with belongs to it. */
    public ProjectId operators() {
        return bootstrap.operators();
    }

    /** Gives the first users new passwords, for whoever lost the first ones; ends their tokens. */
    public void renewPasswords(FirstPasswords passwords) {
        bootstrap.renew(passwords);
    }

    public List<BindableService> services() {
        return services;
    }

    @Override
    public Principal authenticate(String token) {
        return tokens.believe(token).principal();
    }

    @Override
    public boolean has(ProjectId project) {
        return projects.has(project);
    }
}
