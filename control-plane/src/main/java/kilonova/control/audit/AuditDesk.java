package kilonova.control.audit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.replica.Replicas;
import kilonova.control.request.Once;
import kilonova.control.store.Database;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** The standing audit as administrators ask for it, within the policy. */
public final class AuditDesk {
    private static final String LOOK = "os_compute_api:os-services:list";
    private static final String MEND = "os_compute_api:os-services:update";
    private static final Duration LATELY = Duration.ofDays(1);

    private final Env env;
    private final Database database;
    private final Policy policy;
    private final Replicas replicas;
    private final Auditor auditor;
    private final FindingRepository repository = new FindingRepository();

    /** How the audit stands. */
    record Standing(String replica, boolean here, Walk walk, int open, int heldBack, int repairs) {}

    /** Some findings, and the place of the last one when there are more. */
    record Page(List<NotedFinding> findings, Optional<String> more) {}

    public AuditDesk(Env env, Database database, Policy policy, Replicas replicas, Auditor auditor) {
        this.env = env;
        this.database = database;
        this.policy = policy;
        this.replicas = replicas;
        this.auditor = auditor;
    }

    Standing standing(Principal who) {
        policy.require(who, LOOK, Target.own(who));
        long since = env.nowMicros() - LATELY.toNanos() / 1_000;
        return database.read(tx -> {
            int held = repository.count(tx, FindingState.HELD_BACK, 0);
            return new Standing(
                    replicas.firstId(),
                    replicas.first(),
                    auditor.walk(),
                    held + repository.count(tx, FindingState.OPEN, 0),
                    held,
                    repository.count(tx, FindingState.REPAIRED, since));
        });
    }

    /** Newest first. */
    Page list(Principal who, boolean openOnly, Optional<String> after, int size) {
        policy.require(who, LOOK, Target.own(who));
        List<NotedFinding> page = database.read(tx -> repository.list(tx, openOnly, after, size + 1));
        return page.size() > size
                ? new Page(page.subList(0, size), Optional.of(page.get(size - 1).id()))
                : new Page(page, Optional.empty());
    }

    /** Mends one finding, however many there are. */
    <R extends com.google.protobuf.Message> R repair(Principal who, String id, Once<NotedFinding, R> once) {
        policy.require(who, MEND, Target.own(who));
        Optional<Remedy> remedy = database.read(tx -> repository.find(tx, id))
                .filter(finding -> finding.state().stands())
                .flatMap(this::remedy);
        remedy.filter(each -> each.found().isPresent())
                .ifPresent(each -> each.check().prepare(each.found().orElseThrow()));
        return database.write(tx -> once.run(tx, () -> {
            NotedFinding finding =
                    repository.find(tx, id).orElseThrow(() -> new Problem.NotFound("finding", id).raise());
            if (!finding.state().stands()) {
                throw new Problem.WrongState(
                                "finding", id, "state", finding.state().name(), "repair")
                        .raise();
            }
            Remedy now = remedy.orElseThrow(
                    () -> new Problem.Unsupported("A " + finding.kind() + " is not for a machine to mend.").raise());
            boolean mended =
                    now.found().filter(found -> now.check().mend(tx, found)).isPresent();
            NotedFinding ended = mended
                    ? finding.now(now.found().orElseThrow(), FindingState.REPAIRED, env.nowMicros())
                    : finding.gone(env.nowMicros());
            repository.put(tx, ended);
            return ended;
        }));
    }

    /** How a finding is mended; without a discrepancy when the books agree by now. */
    private record Remedy(Check check, Optional<Discrepancy> found) {}

    /** Empty for what is not for a machine to mend. */
    private Optional<Remedy> remedy(NotedFinding finding) {
        Check check = auditor.checkOf(finding.kind());
        Optional<Discrepancy> found =
                check.again(finding.place()).stream().filter(finding::about).findFirst();
        return found.filter(each -> !each.mendable()).isPresent()
                ? Optional.empty()
                : Optional.of(new Remedy(check, found));
    }
}
