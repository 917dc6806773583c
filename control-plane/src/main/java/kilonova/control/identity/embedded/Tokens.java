package kilonova.control.identity.embedded;

import com.google.protobuf.Empty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import kilonova.control.edge.CallerAddress;
import kilonova.control.identity.Principal;
import kilonova.control.identity.UserId;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;

/** Tokens: issued, believed, revoked. */
final class Tokens {
    private static final String REFUSED = "The request you have made requires authentication.";
    private static final int ID_BYTES = 16;

    private final Directory directory;
    private final Env env;
    private final SigningKeys keys;
    private final BearerCache cache;
    private final Passwords passwords;
    private final LoginGate gate;
    private final Duration life;
    /** What a password is compared with when there is no such user, so that both take as long. */
    private final String decoy;

    private final UserRepository users = new UserRepository();
    private final ProjectRepository projects = new ProjectRepository();
    private final DomainRepository domains = new DomainRepository();
    private final RoleRepository roles = new RoleRepository();
    private final RevocationRepository revocations = new RevocationRepository();

    /** A bearer with the text that proves it. */
    record Issued(String text, Bearer bearer) {
        @Override
        public String toString() {
            return "Issued[" + bearer.claims().id() + "]";
        }
    }

    private record Proved(User user, List<String> methods, Optional<TokenClaims> from) {}

    Tokens(
            Directory directory,
            Env env,
            SigningKeys keys,
            BearerCache cache,
            Passwords passwords,
            LoginGate gate,
            Duration life) {
        this.directory = directory;
        this.env = env;
        this.keys = keys;
        this.cache = cache;
        this.passwords = passwords;
        this.gate = gate;
        this.life = life;
        this.decoy = passwords.decoy();
    }

    /** @throws kilonova.kernel.ProblemException Unauthenticated, without a word on what was wrong */
    Issued issue(Login login) {
        Proved proved =
                switch (login.proof()) {
                    case Login.Proof.ByPassword(var name, var password) -> byPassword(name, password);
                    case Login.Proof.ByToken(var token) -> byToken(token);
                };
        long now = env.nowMicros();
        Bearer bearer = directory.read(tx -> {
            Scope scope = scope(tx, login.wanted(), proved.user());
            return bearer(tx, claims(proved, scope, now)).orElseThrow(Tokens::refused);
        });
        return new Issued(keys.sign(bearer.claims()), bearer);
    }

    private Proved byPassword(Login.UserName name, String password) {
        Optional<User> found = directory.read(tx -> find(tx, name));
        String hash =
                found.map(User::passwordHash).filter(known -> !known.isEmpty()).orElse(decoy);
        String key = found.map(user -> user.id().value()).orElse("?" + name.name());
        boolean right = gate.admit(key, CallerAddress.current(), () -> passwords.matches(password, hash));
        return found.filter(user -> right && !user.passwordHash().isEmpty())
                .map(user -> new Proved(user, List.of("password"), Optional.empty()))
                .orElseThrow(Tokens::refused);
    }

    private Proved byToken(String token) {
        Bearer bearer = believe(token);
        SequencedSet<String> methods = new LinkedHashSet<>(bearer.claims().methods());
        methods.add("token");
        return new Proved(bearer.user(), List.copyOf(methods), Optional.of(bearer.claims()));
    }

    private Optional<User> find(Tx tx, Login.UserName name) {
        if (name.id().isPresent()) {
            return users.find(tx, name.id().get());
        }
        return domain(tx, name.domain()).flatMap(domain -> users.named(tx, domain.id(), name.name()));
    }

    private Optional<Domain> domain(Tx tx, Login.DomainName domain) {
        return domain.id().isEmpty() ? domains.named(tx, domain.name()) : domains.find(tx, domain.id());
    }

    private Scope scope(Tx tx, Login.Wanted wanted, User user) {
        return switch (wanted) {
            case Login.Wanted.TheSystem() -> new Scope.OfSystem();
            case Login.Wanted.Nothing() -> new Scope.Unscoped();
            case Login.Wanted.AProject(var id, var name, var domain) ->
                id.or(() -> domain(tx, domain)
                                .flatMap(home -> projects.named(tx, home.id(), name))
                                .map(Project::id))
                        .<Scope>map(Scope.OfProject::new)
                        .orElseThrow(Tokens::refused);
            case Login.Wanted.Whatever() ->
                user.profile()
                        .defaultProject()
                        .<Scope>map(Scope.OfProject::new)
                        .filter(scope -> !roles.held(tx, user.id(), scope).isEmpty())
                        .orElseGet(Scope.Unscoped::new);
        };
    }

    private TokenClaims claims(Proved proved, Scope scope, long now) {
        byte[] bytes = new byte[ID_BYTES];
        env.random().nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new TokenClaims(
                id,
                proved.from().map(TokenClaims::firstId).orElse(id),
                proved.user().id(),
                scope,
                proved.methods(),
                now,
                proved.from().map(TokenClaims::expiresMicros).orElse(now + life.toNanos() / 1_000));
    }

    /** Who holds the token; {@link Problem.Unauthenticated} when nobody does, or no longer. */
    Bearer believe(String token) {
        long now = env.nowMicros();
        Optional<Bearer> known = cache.find(token, now);
        if (known.isPresent()) {
            return known.get();
        }
        Object mark = cache.mark();
        TokenClaims claims = keys.read(token).orElseThrow(Tokens::refused);
        if (claims.expiresMicros() <= now) {
            throw refused();
        }
        Bearer bearer = directory.read(tx -> bearer(tx, claims)).orElseThrow(Tokens::refused);
        cache.remember(token, bearer, now, mark);
        return bearer;
    }

    /** What the claims are worth now: nothing, when the user, the project or every role in it has gone. */
    private Optional<Bearer> bearer(Tx tx, TokenClaims claims) {
        Optional<User> user = users.find(tx, claims.user())
                .filter(User::enabled)
                .filter(each -> claims.issuedMicros() >= each.passwordChangedMicros());
        if (user.isEmpty() || revocations.revoked(tx, claims.id())) {
            return Optional.empty();
        }
        return switch (claims.scope()) {
            case Scope.Unscoped() -> Optional.of(Bearer.of(claims, user.get(), Optional.empty(), List.of()));
            case Scope.OfSystem() -> scoped(tx, claims, user.get(), Optional.empty());
            case Scope.OfProject(var id) ->
                projects.find(tx, id)
                        .filter(Project::enabled)
                        .flatMap(project -> scoped(tx, claims, user.get(), Optional.of(project)));
        };
    }

    private Optional<Bearer> scoped(Tx tx, TokenClaims claims, User user, Optional<Project> project) {
        List<Role> held = effective(tx, user.id(), claims.scope());
        return held.isEmpty() ? Optional.empty() : Optional.of(Bearer.of(claims, user, project, held));
    }

    private List<Role> effective(Tx tx, UserId user, Scope scope) {
        Map<String, Role> all = new LinkedHashMap<>();
        var implied = new ArrayList<String>();
        for (Role role : roles.held(tx, user, scope)) {
            all.put(role.name(), role);
            implied.addAll(Role.impliedBy(role.name()));
        }
        implied.removeAll(all.keySet());
        if (!implied.isEmpty()) {
            roles.named(tx, implied).forEach(role -> all.put(role.name(), role));
        }
        return all.values().stream().sorted(Comparator.comparing(Role::name)).toList();
    }

    /** What another's token stands for; a caller's own is always theirs to ask about. */
    Bearer validate(Principal who, String token) {
        return subject(who, "identity:validate_token", token);
    }

    /** Ends it at once, here; elsewhere as soon as the change log is read there. */
    Empty revoke(Principal who, String token, Once<Object, Empty> once) {
        // Once it is done, the token is none.
        return directory.before(once).orElseGet(() -> end(who, token, once));
    }

    private Empty end(Principal who, String token, Once<Object, Empty> once) {
        TokenClaims claims = subject(who, "identity:revoke_token", token).claims();
        long now = env.nowMicros();
        return directory.change(once, tx -> {
            revocations.revoke(tx, claims, now);
            return claims;
        });
    }

    private Bearer subject(Principal who, String rule, String token) {
        Bearer bearer;
        try {
            bearer = believe(token);
        } catch (ProblemException gone) {
            directory.require(who, rule, Target.own(who));
            throw new Problem.NotFound("token", "").raise();
        }
        directory.require(
                who,
                rule,
                new Target(Optional.empty(), Optional.of(bearer.user().id())));
        return bearer;
    }

    private static ProblemException refused() {
        return new Problem.Unauthenticated(REFUSED).raise();
    }
}
