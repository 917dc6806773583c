package kilonova.control.identity.embedded;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import kilonova.control.edge.CallerAddress;
import kilonova.control.identity.Principal;
import kilonova.control.identity.UserId;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.kernel.Problem;

/** Users: who may see and change them, and their passwords. */
final class Users {
    private final Directory directory;
    private final Passwords passwords;
    private final LoginGate gate;
    private final UserRepository users = new UserRepository();
    private final DomainRepository domains = new DomainRepository();
    private final RoleRepository roles = new RoleRepository();

    Users(Directory directory, Passwords passwords, LoginGate gate) {
        this.directory = directory;
        this.passwords = passwords;
        this.gate = gate;
    }

    User get(Principal who, UserId id) {
        directory.require(who, "identity:get_user", new Target(Optional.empty(), Optional.of(id)));
        return directory.read(tx -> users.get(tx, id));
    }

    Page<User> list(Principal who, UserRepository.Filter filter, Page.Ask ask) {
        directory.require(who, "identity:list_users", Target.none());
        return directory.read(tx -> users.list(tx, filter, ask));
    }

    /**
     * @param domain empty for the default one
     * @param password empty for a user who cannot log in yet
     */
    <R extends Message> R create(
            Principal who,
            String domain,
            String name,
            User.Profile profile,
            boolean enabled,
            String password,
            Once<User, R> once) {
        directory.require(who, "identity:create_user", Target.none());
        Texts.name("user.name", name, User.MAX_NAME);
        String id = directory.newId();
        String hash = password.isEmpty() ? "" : passwords.hash(password);
        long now = directory.nowMicros();
        return directory.change(once, tx -> {
            Domain home = domains.find(tx, domain.isEmpty() ? Domain.DEFAULT_ID : domain)
                    .orElseThrow(() -> new Problem.Invalid("user.domain_id", domain + " is not a domain").raise());
            if (users.named(tx, home.id(), name).isPresent()) {
                throw new Problem.Duplicate(UserRepository.KIND, name).raise();
            }
            var user = new User(new UserId(id), home.id(), home.name(), name, profile, enabled, hash, now, 1);
            users.insert(tx, user);
            return user;
        });
    }

    /**
     * @param etag the generation the caller saw; empty for whatever it is now
     * @param password empty for no change
     */
    <R extends Message> R update(
            Principal who,
            UserId id,
            String etag,
            List<UnaryOperator<User>> edits,
            String password,
            Once<User, R> once) {
        directory.require(who, "identity:update_user", Target.none());
        String hash = password.isEmpty() ? "" : passwords.hash(password);
        long now = directory.nowMicros();
        return directory.change(once, tx -> {
            User seen = users.get(tx, id);
            if (!etag.isEmpty() && !etag.equals(Long.toString(seen.generation()))) {
                throw new Problem.Stale(UserRepository.KIND, id.value()).raise();
            }
            User next = hash.isEmpty() ? seen : seen.withPassword(hash, now);
            for (var edit : edits) {
                next = edit.apply(next);
            }
            Texts.name("user.name", next.name(), User.MAX_NAME);
            return users.replace(tx, seen, next);
        });
    }

    /** The user's role assignments and tokens end too. */
    Empty delete(Principal who, UserId id, Once<Object, Empty> once) {
        directory.require(who, "identity:delete_user", Target.none());
        return directory.change(once, tx -> {
            User user = users.get(tx, id);
            roles.endAllOf(tx, id);
            users.delete(tx, user);
            return user;
        });
    }

    /** Everybody's own; ends all tokens of the user. */
    Empty changePassword(Principal who, UserId id, String original, String password, Once<Object, Empty> once) {
        if (!who.user().equals(id)) {
            throw new Problem.Forbidden("identity:change_password").raise();
        }
        // Once it is done, the original is no longer the one.
        return directory.before(once).orElseGet(() -> changeOwn(id, original, password, once));
    }

    private Empty changeOwn(UserId id, String original, String password, Once<Object, Empty> once) {
        User user = directory.read(tx -> users.get(tx, id));
        if (!gate.admit(id.value(), CallerAddress.current(), () -> passwords.matches(original, user.passwordHash()))) {
            throw new Problem.Unauthenticated("The request you have made requires authentication.").raise();
        }
        Texts.name("password", password, 1_024);
        String hash = passwords.hash(password);
        long now = directory.nowMicros();
        return directory.change(once, tx -> users.replace(tx, user, user.withPassword(hash, now)));
    }
}
