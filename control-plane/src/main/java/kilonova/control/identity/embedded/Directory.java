package kilonova.control.identity.embedded;

import com.google.protobuf.Message;
import java.util.Optional;
import java.util.function.Function;
import kilonova.control.identity.Principal;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;

/**
 * What the entry types of this room share: the policy, the rows, and the rule that every change makes this replica forget
 * whom it believed, before the change is acknowledged. Other replicas forget as soon as they read of it in the change log.
 */
final class Directory {
    private final Database database;
    private final Policy policy;
    private final BearerCache cache;
    private final Env env;

    Directory(Database database, Policy policy, BearerCache cache, Env env) {
        this.database = database;
        this.policy = policy;
        this.cache = cache;
        this.env = env;
    }

    void require(Principal who, String rule, Target target) {
        policy.require(who, rule, target);
    }

    <T> T read(Function<Tx, T> body) {
        return database.read(body);
    }

    <T> T change(Function<Tx, T> body) {
        return database.write(tx -> {
            tx.afterCommit(cache::clear);
            return body.apply(tx);
        });
    }

    /** As {@link #change(Function)}, once per request id. */
    <T, R extends Message> R change(Once<T, R> once, Function<Tx, T> body) {
        return change(tx -> once.run(tx, () -> body.apply(tx)));
    }

    /** What was answered to this very request before: for what its own work makes impossible. */
    <R extends Message> Optional<R> before(Once<?, R> once) {
        return once.carriesId() ? database.read(once::before) : Optional.empty();
    }

    long nowMicros() {
        return env.nowMicros();
    }

    /** 32 hex digits, as Keystone's ids are. */
    String newId() {
        return env.ids().next().toString().replace("-", "");
    }
}
