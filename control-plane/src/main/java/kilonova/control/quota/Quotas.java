package kilonova.control.quota;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import kilonova.control.edge.Call;
import kilonova.control.guard.Guard;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.quota.QuotaRepository.Ceilings;
import kilonova.control.request.Once;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;
import kilonova.control.store.LostRace;
import kilonova.control.store.Remembered;
import kilonova.control.store.Tx;
import kilonova.control.watch.Watch;
import kilonova.kernel.Problem;

/** Quotas: limits by project and user, and what servers use of them. */
public final class Quotas {
    /** The change log's word for the limits of a project. */
    public static final String KIND = "quota";

    private static final String SETS = "os_compute_api:os-quota-sets:";

    private final Database database;
    private final Policy policy;
    private final QuotaRepository repository = new QuotaRepository();
    private final Remembered<Limits> limits;
    /** Projects and users whose usage has its rows. */
    private final Set<ProjectUser> counted = ConcurrentHashMap.newKeySet();

    private record ProjectUser(String project, String user) {}

    public Quotas(Database database, Policy policy) {
        this.database = database;
        this.policy = policy;
        this.limits = new Remembered<>(database, KIND, (tx, project) -> Optional.of(repository.limits(tx, project)));
    }

    /**
     * Charges for servers, in the transaction that makes or resizes them. One statement, as a rule. What shrinks is
     * never refused.
     *
     * @param ramMb MiB
     * @throws kilonova.kernel.ProblemException QuotaExceeded, naming the resource; the transaction must end then
     */
    public void charge(Tx tx, ProjectId project, UserId user, int instances, long cores, long ramMb) {
        var delta = new Usage(instances, cores, ramMb);
        ensureCounted(tx, project, user);
        Ceilings whole = ceilings(project.value(), Limits.WHOLE);
        Ceilings own = ceilings(project.value(), user.value());
        if (!repository.add(tx, project.value(), user.value(), delta, whole, own)) {
            throw exceeded(tx, project, user, delta, whole, own).raise();
        }
    }

    /** Gives back what {@link #charge} took, in the transaction that deletes or shrinks. */
    public void release(Tx tx, ProjectId project, UserId user, int instances, int cores, long ramMb) {
        ensureCounted(tx, project, user);
        repository.add(
                tx, project.value(), user.value(), new Usage(-instances, -cores, -ramMb), Ceilings.NONE, Ceilings.NONE);
    }

    /** How much more the user may use in the project just now. */
    public Headroom headroom(Tx tx, ProjectId project, UserId user) {
        Headroom whole = headroom(tx, project.value(), Limits.WHOLE);
        Headroom own = headroom(tx, project.value(), user.value());
        return new Headroom(
                Math.min(whole.instances(), own.instances()),
                Math.min(whole.cores(), own.cores()),
                Math.min(whole.ramMb(), own.ramMb()));
    }

    /** The limit that holds for a user of a project; -1 for none. From memory, as a rule. */
    public long limit(ProjectId project, UserId user, QuotaResource resource) {
        return limit(project.value(), user.value(), resource);
    }

    /**
     * Limits and usage.
     *
     * @param user whose; empty for the project's
     */
    public List<Quota> quotas(Principal who, ProjectId project, Optional<UserId> user) {
        policy.require(who, SETS + "show", Target.of(project));
        String whose = user.map(UserId::value).orElse(Limits.WHOLE);
        Usage used = database.read(tx -> repository.usage(tx, project.value(), whose));
        return all(resource -> new Quota(resource, limit(project.value(), whose, resource), used.of(resource)));
    }

    /** The limits of a project, or of one user in it, as they or the usual ones change. */
    <M> Watch<M> watch(
            Call call,
            ProjectId project,
            Optional<UserId> user,
            long revision,
            BiFunction<List<Quota>, Long, M> words,
            Watch.Bookmark<M> bookmark) {
        String whose = user.map(UserId::value).orElse(Limits.WHOLE);
        return new Watch<>(
                call.principal().user(),
                Watch.of(KIND)
                        .and(change -> change.id().equals(project.value())
                                || change.id().equals(Limits.EVERYWHERE)),
                revision,
                call.admission(who -> policy.require(who, SETS + "show", Target.of(project))),
                (_, after, _) -> after.isEmpty() ? List.of(project.value()) : List.of(),
                (tx, changes) -> words.apply(
                        limits(tx, project.value(), whose),
                        changes.values().stream()
                                .mapToLong(Committed::revision)
                                .max()
                                .orElseThrow()),
                bookmark);
    }

    /** As the transaction sees them, not as they are remembered. */
    private List<Quota> limits(Tx tx, String project, String whose) {
        Limits own = repository.limits(tx, project);
        Limits usual = repository.limits(tx, Limits.EVERYWHERE);
        Usage used = repository.usage(tx, project, whose);
        return all(resource -> new Quota(resource, own.of(resource, whose, usual), used.of(resource)));
    }

    /** The limits that hold where none were set. */
    public List<Quota> usual(Principal who) {
        policy.require(who, SETS + "defaults", Target.own(who));
        return all(resource -> new Quota(resource, limit(Limits.EVERYWHERE, Limits.WHOLE, resource), 0));
    }

    /** @throws kilonova.kernel.ProblemException Forbidden for those who may not {@link #set} */
    void requireUpdate(Principal who, ProjectId project) {
        policy.require(who, SETS + "update", Target.of(project));
    }

    /**
     * Sets the named limits, keeps the others.
     *
     * @param force also below what is used, and for a user above the project
     */
    public <R extends Message> R set(
            Principal who,
            ProjectId project,
            Optional<UserId> user,
            Map<String, Long> wanted,
            boolean force,
            Once<List<Quota>, R> once) {
        requireUpdate(who, project);
        Map<QuotaResource, Long> parsed = QuotaRules.parse(wanted);
        String whose = user.map(UserId::value).orElse(Limits.WHOLE);
        return database.write(tx -> once.run(tx, () -> {
            Usage used = repository.usage(tx, project.value(), whose);
            if (!force) {
                parsed.forEach((resource, limit) -> QuotaRules.checkSettable(
                        resource,
                        limit,
                        used.of(resource),
                        user.isEmpty() ? Quota.UNLIMITED : limit(project.value(), Limits.WHOLE, resource)));
            }
            repository.set(tx, project.value(), whose, parsed);
            Limits now = repository.limits(tx, project.value());
            return all(resource ->
                    new Quota(resource, now.of(resource, whose, set(Limits.EVERYWHERE)), used.of(resource)));
        }));
    }

    /** Sets limits that hold where none were set. */
    public <R extends Message> R setUsual(Principal who, Map<String, Long> wanted, Once<List<Quota>, R> once) {
        policy.require(who, "os_compute_api:os-quota-class-sets:update", Target.own(who));
        Map<QuotaResource, Long> parsed = QuotaRules.parse(wanted);
        return database.write(tx -> once.run(tx, () -> {
            repository.set(tx, Limits.EVERYWHERE, Limits.WHOLE, parsed);
            Limits now = repository.limits(tx, Limits.EVERYWHERE);
            return all(resource -> new Quota(resource, now.of(resource, Limits.WHOLE, now), 0));
        }));
    }

    /** Back to the usual limits: for a user, or for the project and all its users. Idempotent. */
    public Empty reset(Principal who, ProjectId project, Optional<UserId> user, Once<Object, Empty> once) {
        policy.require(who, SETS + "delete", Target.of(project));
        return database.write(tx -> once.run(tx, () -> {
            repository.reset(tx, project.value(), user.map(UserId::value).orElse(Limits.WHOLE));
            return project;
        }));
    }

    /** What every project and user uses, for whoever audits the whole. */
    public List<QuotaCount> census(Tx tx) {
        return repository.counts(tx);
    }

    /** What a project (user empty) and its users use, as it is counted. */
    public List<QuotaCount> counts(Tx tx, ProjectId project) {
        return repository.counts(tx, project.value());
    }

    /** Projects whose usage is counted, in order, after one. */
    public List<String> projects(Tx tx, String after, int limit) {
        return repository.projects(tx, after, limit);
    }

    /** Puts what is used in the place of what was counted; a lost race when that was written meanwhile. */
    public void correct(Tx tx, QuotaCount seen, Usage due) {
        if (seen.used().equals(Usage.NONE)) {
            repository.ensureRows(tx, seen.project(), seen.user());
        }
        if (!repository.replace(tx, seen, due)) {
            throw new LostRace(KIND, seen.project());
        }
    }

    private void ensureCounted(Tx tx, ProjectId project, UserId user) {
        var owner = new ProjectUser(project.value(), user.value());
        if (!counted.contains(owner)) {
            repository.ensureRows(tx, owner.project(), owner.user());
            tx.afterCommit(() -> counted.add(owner));
        }
    }

    private Problem exceeded(Tx tx, ProjectId project, UserId user, Usage delta, Ceilings whole, Ceilings own) {
        return QuotaRules.exceeded(delta, repository.usage(tx, project.value(), Limits.WHOLE), whole)
                .or(() -> QuotaRules.exceeded(delta, repository.usage(tx, project.value(), user.value()), own))
                .orElseGet(() -> {
                    // There is enough: the rows themselves are gone, or were changed meanwhile.
                    counted.remove(new ProjectUser(project.value(), user.value()));
                    throw new LostRace(KIND, project.value());
                });
    }

    private Headroom headroom(Tx tx, String project, String user) {
        Ceilings most = ceilings(project, user);
        Usage used = repository.usage(tx, project, user);
        return new Headroom(
                left(most.instances(), used.instances()),
                left(most.cores(), used.cores()),
                left(most.ramMb(), used.ramMb()));
    }

    private static long left(long limit, long used) {
        return limit == Quota.UNLIMITED ? Long.MAX_VALUE : Math.max(0, limit - used);
    }

    private Ceilings ceilings(String project, String user) {
        if (!Guard.CHARGE_FITS.stands()) {
            return Ceilings.NONE;
        }
        return new Ceilings(
                limit(project, user, QuotaResource.INSTANCES),
                limit(project, user, QuotaResource.CORES),
                limit(project, user, QuotaResource.RAM));
    }

    private long limit(String project, String user, QuotaResource resource) {
        return set(project).of(resource, user, set(Limits.EVERYWHERE));
    }

    private Limits set(String project) {
        return limits.find(project).orElseThrow();
    }

    private static List<Quota> all(Function<QuotaResource, Quota> quota) {
        return Arrays.stream(QuotaResource.values()).map(quota).toList();
    }
}
