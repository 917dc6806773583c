package kilonova.control.flavor;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import kilonova.control.edge.Call;
import kilonova.control.identity.KnownProjects;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;
import kilonova.control.store.Remembered;
import kilonova.control.store.Tx;
import kilonova.control.watch.News;
import kilonova.control.watch.Watch;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Flavors: one method per use case, one transaction each. */
public final class Flavors {
    /** The change log's and the problems' word for a flavor. */
    public static final String KIND = "flavor";

    static final String ACCESS_KIND = "flavor access";

    private static final String MANAGE = "os_compute_api:os-flavor-manage:";
    private static final String SPECS = "os_compute_api:os-flavor-extra-specs:";
    private static final String ACCESS = "os_compute_api:os-flavor-access";

    private final Database database;
    private final Policy policy;
    private final Env env;
    private final FlavorRepository repository = new FlavorRepository();
    private final FlavorListing listing = new FlavorListing(repository);
    private final Remembered<Flavor> memory;

    public Flavors(Database database, Policy policy, Env env) {
        this.database = database;
        this.policy = policy;
        this.env = env;
        this.memory = new Remembered<>(database, KIND, repository::find);
    }

    /**
     * From memory, as a rule.
     *
     * @throws kilonova.kernel.ProblemException NotFound, also for a flavor that the caller may not see
     */
    public Flavor flavor(Principal who, String id) {
        return memory.find(id)
                .filter(flavor -> flavor.seenBy(who.projectOrNone()) || administrator(who))
                .orElseThrow(() -> notFound(id));
    }

    /** Whether the caller may see extra specs; views leave them out otherwise. */
    public boolean showsExtraSpecs(Principal who) {
        return policy.allows(who, SPECS + "index", Target.own(who));
    }

    public FlavorQuery.Page list(Principal who, FlavorQuery query) {
        FlavorQuery.Visibility visibility = administrator(who) ? query.visibility() : FlavorQuery.Visibility.MINE;
        var allowed = new FlavorQuery(
                query.limit(),
                query.after(),
                visibility,
                query.minMemoryMb(),
                query.minDiskGb(),
                query.key(),
                query.descending(),
                query.changedSince(),
                query.name());
        return database.read(tx -> listing.page(tx, who.projectOrNone(), allowed));
    }

    /** @param wanted without an id, one is made; times, generation and access are set here */
    public <R extends Message> R create(Principal who, Flavor wanted, Once<Flavor, R> once) {
        policy.require(who, MANAGE + "create", Target.own(who));
        long now = env.nowMicros();
        String id = wanted.id().isEmpty() ? env.ids().next().toString() : wanted.id();
        var flavor = new Flavor(
                id,
                wanted.name(),
                wanted.description(),
                wanted.vcpus(),
                wanted.memoryMb(),
                wanted.diskGb(),
                wanted.ephemeralGb(),
                wanted.swapMb(),
                wanted.rxtxFactor(),
                wanted.open(),
                wanted.disabled(),
                wanted.extraSpecs(),
                List.of(),
                now,
                now,
                1);
        FlavorRules.check(flavor);
        return database.write(tx -> once.run(tx, () -> {
            repository.taken(tx, flavor.id(), flavor.name()).ifPresent(taken -> {
                throw new Problem.Duplicate(KIND, taken).raise();
            });
            repository.insert(tx, flavor);
            return get(tx, flavor.id());
        }));
    }

    /** @param etag what the caller saw; empty means that it does not matter */
    public <R extends Message> R describe(
            Principal who, String id, String etag, String description, Once<Flavor, R> once) {
        policy.require(who, MANAGE + "update", Target.own(who));
        FlavorRules.checkDescription(description);
        return database.write(tx -> once.run(tx, () -> {
            Flavor seen = get(tx, id);
            if (!etag.isEmpty() && !etag.equals(seen.etag())) {
                throw new Problem.Stale(KIND, id).raise();
            }
            return repository.replace(tx, seen, seen.describedAs(description), env.nowMicros());
        }));
    }

    public Empty delete(Principal who, String id, Once<Object, Empty> once) {
        policy.require(who, MANAGE + "delete", Target.own(who));
        return database.write(tx -> once.run(tx, () -> {
            repository.delete(tx, get(tx, id));
            return id;
        }));
    }

    /**
     * Sets the named extra specs, keeps the others.
     *
     * @param lenient takes what Nova does not know in a namespace of its own
     */
    public <R extends Message> R specify(
            Principal who, String id, SortedMap<String, String> specs, boolean lenient, Once<Flavor, R> once) {
        policy.require(who, SPECS + "create", Target.own(who));
        FlavorRules.checkSpecs("extra_specs", specs, !lenient);
        return database.write(tx -> once.run(tx, () -> {
            Flavor seen = get(tx, id);
            var all = new TreeMap<>(seen.extraSpecs());
            all.putAll(specs);
            return repository.replace(tx, seen, seen.specifiedBy(all), env.nowMicros());
        }));
    }

    /** @throws kilonova.kernel.ProblemException NotFound when the flavor or the key is not there */
    public Empty unspecify(Principal who, String id, String key, Once<Object, Empty> once) {
        policy.require(who, SPECS + "delete", Target.own(who));
        return database.write(tx -> once.run(tx, () -> {
            Flavor seen = get(tx, id);
            var left = new TreeMap<>(seen.extraSpecs());
            if (left.remove(key) == null) {
                throw new Problem.NotFound("flavor extra spec", key).raise();
            }
            return repository.replace(tx, seen, seen.specifiedBy(left), env.nowMicros());
        }));
    }

    /** The projects that see a private flavor. */
    public Flavor access(Principal who, String id) {
        policy.require(who, ACCESS, Target.own(who));
        Flavor flavor = flavor(who, id);
        if (flavor.open()) {
            throw new Problem.NotFound(ACCESS_KIND, id).raise();
        }
        return flavor;
    }

    /**
     * @param projects which projects there are: asked for one whose caller may add it
     * @throws kilonova.kernel.ProblemException Invalid when there is no such project; NotFound, WrongState, Duplicate
     */
    public <R extends Message> R allow(
            Principal who, String id, ProjectId project, KnownProjects projects, Once<Flavor, R> once) {
        policy.require(who, ACCESS + ":add_tenant_access", Target.own(who));
        projects.require(project, who);
        return database.write(tx -> once.run(tx, () -> {
            allow(tx, get(tx, id), project);
            return get(tx, id);
        }));
    }

    private void allow(Tx tx, Flavor seen, ProjectId project) {
        if (seen.open()) {
            throw new Problem.WrongState(KIND, seen.id(), "visibility", "public", "add access").raise();
        }
        if (seen.access().contains(project)) {
            throw new Problem.Duplicate(ACCESS_KIND, project.value()).raise();
        }
        repository.allow(tx, seen, project);
        repository.touch(tx, seen, env.nowMicros());
    }

    public <R extends Message> R disallow(Principal who, String id, ProjectId project, Once<Flavor, R> once) {
        policy.require(who, ACCESS + ":remove_tenant_access", Target.own(who));
        return database.write(tx -> once.run(tx, () -> {
            disallow(tx, get(tx, id), project);
            return get(tx, id);
        }));
    }

    private void disallow(Tx tx, Flavor seen, ProjectId project) {
        if (!seen.access().contains(project)) {
            throw new Problem.NotFound(ACCESS_KIND, project.value()).raise();
        }
        repository.disallow(tx, seen, project);
        repository.touch(tx, seen, env.nowMicros());
    }

    /** Gives a cloud that has no flavor at all the usual ones. Idempotent: what an operator deleted stays deleted. */
    public void ensureStock() {
        database.write(tx -> {
            boolean none = repository.none(tx);
            long now = env.nowMicros();
            for (StockFlavors each : none ? StockFlavors.values() : new StockFlavors[0]) {
                repository.insert(tx, each.flavor(now + each.ordinal()));
            }
            return none;
        });
    }

    /** Those that the caller may see, as they change. */
    <M> Watch<M> watch(Call call, long revision, Function<List<News<Flavor>>, M> words, Watch.Bookmark<M> bookmark) {
        Principal who = call.principal();
        return new Watch<>(
                who.user(),
                Watch.of(KIND)
                        .and(change -> administrator(who)
                                || FlavorNews.of(change)
                                        .map(news -> news.concerns(who.projectOrNone()))
                                        .orElse(true)),
                revision,
                call.admission(_ -> {}),
                repository::ids,
                (tx, changes) -> words.apply(news(tx, who, changes)),
                bookmark);
    }

    private List<News<Flavor>> news(Tx tx, Principal who, Map<String, Committed> changes) {
        var found = new HashMap<String, Flavor>();
        repository.find(tx, changes.keySet()).stream()
                .filter(flavor -> flavor.seenBy(who.projectOrNone()) || administrator(who))
                .forEach(flavor -> found.put(flavor.id(), flavor));
        var news = new ArrayList<News<Flavor>>(changes.size());
        changes.forEach((id, change) -> {
            Flavor now = found.get(id);
            if (now != null) {
                news.add(News.of(id, now, change.revision()));
            } else if (!Watch.stands(change)) {
                news.add(News.gone(id, Optional.empty(), change.revision()));
            }
        });
        return news;
    }

    private Flavor get(Tx tx, String id) {
        return repository.find(tx, id).orElseThrow(() -> notFound(id));
    }

    private boolean administrator(Principal who) {
        return policy.administers(who);
    }

    private static RuntimeException notFound(String id) {
        return new Problem.NotFound(KIND, id).raise();
    }
}
