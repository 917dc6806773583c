package kilonova.control.keypair;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import kilonova.control.edge.Call;
import kilonova.control.identity.Principal;
import kilonova.control.identity.UserId;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.quota.QuotaResource;
import kilonova.control.quota.Quotas;
import kilonova.control.request.Once;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.control.watch.News;
import kilonova.control.watch.Watch;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Keypairs: one method per use case, one transaction each. */
public final class Keypairs {
    /** The change log's and the problems' word for a keypair; its id there is the serial. */
    public static final String KIND = "keypair";

    private static final String RULE = "os_compute_api:os-keypairs:";
    private static final Pattern NAME =
            Pattern.compile("[_\\-@.a-zA-Z0-9]([_\\-@. a-zA-Z0-9]{0,253}[_\\-@.a-zA-Z0-9])?");

    private final Database database;
    private final Policy policy;
    private final Quotas quotas;
    private final Env env;
    private final KeyMaker maker;
    private final KeypairRepository repository = new KeypairRepository();

    /** A new keypair with its private half, which is empty when the key was brought along. */
    public record Made(Keypair keypair, String privateKey) {
        @Override
        public String toString() {
            return "Made[" + keypair.name() + "]";
        }
    }

    /** @param next where the next page begins; empty on the last page */
    public record Page(List<Keypair> keypairs, Optional<String> next) {
        public Page {
            keypairs = List.copyOf(keypairs);
        }
    }

    public Keypairs(Database database, Policy policy, Quotas quotas, Env env) {
        this.database = database;
        this.policy = policy;
        this.quotas = quotas;
        this.env = env;
        this.maker = new KeyMaker(env);
    }

    /** The keypair that a user names when making a server. */
    public Optional<Keypair> keypair(UserId user, String name) {
        return database.read(tx -> repository.find(tx, user, name));
    }

    /** The keypair of this name that a user has now. */
    public Optional<Keypair> find(Tx tx, String user, String name) {
        return repository.find(tx, new UserId(user), name);
    }

    /** @throws kilonova.kernel.ProblemException NotFound */
    public Keypair get(Principal who, UserId user, String name) {
        policy.require(who, RULE + "show", owned(user));
        return database.read(tx -> get(tx, user, name));
    }

    /** By name, those after {@code after}. */
    public Page list(Principal who, UserId user, Optional<String> after, int limit) {
        policy.require(who, RULE + "index", owned(user));
        return database.read(tx -> {
            if (after.isPresent() && repository.find(tx, user, after.get()).isEmpty()) {
                throw new Problem.Invalid("after_name", "keypair " + after.get() + " is not there").raise();
            }
            List<Keypair> rows = repository.list(tx, user, after, limit + 1);
            boolean more = rows.size() > limit;
            List<Keypair> page = more ? rows.subList(0, limit) : rows;
            return new Page(page, more ? Optional.of(page.getLast().name()) : Optional.empty());
        });
    }

    /** @param publicKey empty means that a pair is made */
    public <R extends Message> R create(
            Principal who, UserId user, String name, Keypair.Kind kind, String publicKey, Once<Made, R> once) {
        policy.require(who, RULE + "create", owned(user));
        if (!NAME.matcher(name).matches()) {
            throw new Problem.Invalid(
                            "keypair.name", "1..255 letters, digits, inner blanks and _-@. (given: " + name + ")")
                    .raise();
        }
        long most = quotas.limit(who.projectOrNone(), user, QuotaResource.KEY_PAIRS);
        KeyMaterial key = publicKey.isEmpty() ? make(user, kind) : read(kind, publicKey);
        return database.write(tx -> once.run(tx, () -> {
            insert(tx, user, name, kind, key, !publicKey.isEmpty(), most);
            return new Made(get(tx, user, name), key.privateKey());
        }));
    }

    private void insert(
            Tx tx, UserId user, String name, Keypair.Kind kind, KeyMaterial key, boolean imported, long most) {
        if (repository.find(tx, user, name).isPresent()) {
            throw new Problem.Duplicate(KIND, name).raise();
        }
        if (!repository.countUp(tx, user, most)) {
            throw new Problem.QuotaExceeded(QuotaResource.KEY_PAIRS.word(), 1, repository.count(tx, user), most)
                    .raise();
        }
        repository.insert(
                tx,
                new Keypair(
                        user,
                        name,
                        kind,
                        key.publicKey(),
                        key.fingerprint(),
                        repository.nextSerial(tx),
                        env.nowMicros()),
                imported);
    }

    /** Servers keep their copy. */
    public Empty delete(Principal who, UserId user, String name, Once<Object, Empty> once) {
        policy.require(who, RULE + "delete", owned(user));
        return database.write(tx -> once.run(tx, () -> {
            repository.delete(tx, get(tx, user, name));
            return name;
        }));
    }

    /** The user's, as they come and go. */
    <M> Watch<M> watch(
            Call call, UserId user, long revision, Function<List<News<Keypair>>, M> words, Watch.Bookmark<M> bookmark) {
        return new Watch<>(
                call.principal().user(),
                Watch.of(KIND).and(change -> KeypairNews.of(change)
                        .map(news -> news.user().equals(user.value()))
                        .orElse(true)),
                revision,
                call.admission(who -> policy.require(who, RULE + "index", owned(user))),
                (tx, after, limit) -> repository.serials(tx, user).stream()
                        .filter(serial -> after.isEmpty() || serial > Long.parseLong(after))
                        .limit(limit)
                        .map(serial -> Long.toString(serial))
                        .toList(),
                (tx, changes) -> words.apply(news(tx, user, changes)),
                bookmark);
    }

    private List<News<Keypair>> news(Tx tx, UserId user, Map<String, Committed> changes) {
        var found = new HashMap<String, Keypair>();
        repository
                .numbered(tx, user, changes.keySet().stream().map(Long::valueOf).toList())
                .forEach(each -> found.put(Long.toString(each.serial()), each));
        var news = new ArrayList<News<Keypair>>(changes.size());
        changes.forEach((id, change) -> {
            Keypair now = found.get(id);
            if (now != null) {
                news.add(News.of(id, now, change.revision()));
            } else {
                KeypairNews.of(change.change())
                        .ifPresent(last -> news.add(News.gone(id, Optional.of(last.keypair()), change.revision())));
            }
        });
        return news;
    }

    private KeyMaterial make(UserId user, Keypair.Kind kind) {
        return switch (kind) {
            case SSH -> maker.ssh();
            case X509 -> maker.x509(user);
        };
    }

    private static KeyMaterial read(Keypair.Kind kind, String publicKey) {
        return switch (kind) {
            case SSH -> SshKey.read(publicKey);
            case X509 -> Certificate.read(publicKey);
        };
    }

    private Keypair get(Tx tx, UserId user, String name) {
        return repository.find(tx, user, name).orElseThrow(() -> new Problem.NotFound(KIND, name, user.value())
                .raise());
    }

    private static Target owned(UserId user) {
        return new Target(Optional.empty(), Optional.of(user));
    }
}
