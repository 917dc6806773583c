package kilonova.control.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.audit.Walk.Suspect;
import kilonova.control.guard.Guard;
import kilonova.control.host.Hosts;
import kilonova.control.network.Networks;
import kilonova.control.node.Guests;
import kilonova.control.node.Wishes;
import kilonova.control.operation.Operations;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.quota.Quotas;
import kilonova.control.replica.Replicas;
import kilonova.control.server.Servers;
import kilonova.control.store.Database;
import kilonova.kernel.Env;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks through all the books, again and again; looks a second time at what did not agree; mends what is safe to mend, each
 * with a receipt; and mends nothing when too much is wrong at once.
 *
 * <p>Cost: a tick reads about {@link AuditSettings#rowsPerTick} rows, on the readers. Nothing is written unless a finding
 * begins, changes or ends. A walk reads every allocation, wish and port once, and every server that has a host or counts
 * for a quota twice.
 */
public final class Auditor {
    /** Between two ticks. */
    public static final Duration TICK = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Auditor.class);
    /** More than the brake lets through in a day. */
    private static final int MAX_RECEIPTS = 10_000;

    private static final Duration DAY = Duration.ofDays(1);

    private final Env env;
    private final Database database;
    private final Replicas replicas;
    private final AuditSettings settings;
    private final List<Check> checks;
    private final FindingRepository repository = new FindingRepository();
    private volatile Walk walk;
    private boolean resting = true;

    Auditor(Env env, Database database, Replicas replicas, AuditSettings settings, List<Check> checks) {
        this.env = env;
        this.database = database;
        this.replicas = replicas;
        this.settings = settings;
        this.checks = List.copyOf(checks);
        this.walk = Walk.at(env.nowMicros()).ended(env.nowMicros());
    }

    /** One that looks at everything there is. */
    public static Auditor on(
            Env env,
            Database database,
            Replicas replicas,
            AuditSettings settings,
            PlacementLedger ledger,
            Hosts hosts,
            Wishes wishes,
            Operations operations,
            Servers servers,
            Quotas quotas,
            Networks networks,
            Guests guests) {
        return new Auditor(
                env,
                database,
                replicas,
                settings,
                List.of(
                        new HostCheck(database, ledger, hosts, wishes, operations, servers),
                        new QuotaCheck(database, quotas),
                        new PortCheck(database, networks),
                        new GuestCheck(guests)));
    }

    /** Goes on where the last tick ended; does nothing while another process is the one that looks. */
    public void tick() {
        if (!Guard.AUDITED.stands()) {
            return;
        }
        long now = env.nowMicros();
        if (!replicas.first()) {
            walk = Walk.at(now).ended(now);
            resting = true;
        } else if (walk.endedAt().isEmpty()) {
            goOn(now);
        } else if (resting) {
            if (over(walk.endedAt().get(), settings.every(), now)) {
                walk = Walk.at(now);
                resting = false;
            }
        } else if (walk.suspects().isEmpty() || over(walk.endedAt().get(), settings.lookAgain(), now)) {
            resting = true;
            judge(walk, now);
        }
    }

    /** A clock that was set back makes nobody wait for longer. */
    private static boolean over(long since, Duration time, long now) {
        return now < since || now - since >= time.toNanos() / 1_000;
    }

    private void goOn(long now) {
        long enough = walk.rows() + settings.rowsPerTick();
        Walk next = walk;
        while (next.rows() < enough && next.check() < checks.size()) {
            Check check = checks.get(next.check());
            Check.Page page = check.page(next.after());
            next = next.read(check, page);
        }
        walk = next.check() < checks.size() ? next : next.ended(now);
    }

    /** The last walk, whole or not. */
    Walk walk() {
        return walk;
    }

    private void judge(Walk done, long now) {
        List<Suspect> confirmed = stillThere(done.suspects());
        List<NotedFinding> standing = database.read(tx -> repository.standing(tx, Walk.MAX_SUSPECTS));
        List<NotedFinding> lately = database.read(tx -> repository.repairedSince(tx, now - micros(DAY), MAX_RECEIPTS));
        var due = new ArrayList<Suspect>();
        var told = new LinkedHashMap<Discrepancy, FindingState>();
        for (Suspect each : confirmed) {
            long before = lately.stream()
                    .filter(receipt -> receipt.about(each.found()))
                    .count();
            if (each.found().mendable() && before < settings.sameRepairs()) {
                due.add(each);
            } else {
                told.put(each.found(), FindingState.OPEN);
            }
        }
        int inTime = (int) lately.stream()
                .filter(receipt -> receipt.endedAt().orElse(0L) >= now - micros(settings.within()))
                .count();
        if (Brake.holds(settings, inTime, due.size(), done.rows())) {
            LOG.error(
                    "the audit found {} discrepancies to mend in {} rows, after {} repairs within {}: too many to be right."
                            + " Nothing is mended; look at `kilonova audit`",
                    due.size(),
                    done.rows(),
                    inTime,
                    settings.within());
            due.forEach(each -> told.put(each.found(), FindingState.HELD_BACK));
        } else {
            due.stream()
                    .filter(each -> !mended(each, standing))
                    .forEach(each -> told.put(each.found(), FindingState.OPEN));
        }
        note(told, standing);
        forget(now);
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1_000;
    }

    /** Those that a second look sees too. One look a place. */
    private static List<Suspect> stillThere(List<Suspect> suspects) {
        Map<Check, Map<String, List<Discrepancy>>> looks = new LinkedHashMap<>();
        return suspects.stream()
                .filter(each -> looks
                        .computeIfAbsent(each.check(), check -> new LinkedHashMap<>())
                        .computeIfAbsent(each.found().place(), each.check()::again)
                        .stream()
                        .anyMatch(each.found()::sameAs))
                .toList();
    }

    /** @return false when it could not be: then it stands */
    private boolean mended(Suspect suspect, List<NotedFinding> before) {
        Discrepancy found = suspect.found();
        try {
            NotedFinding noted = before.stream()
                    .filter(each -> each.about(found))
                    .findFirst()
                    .orElseGet(() ->
                            NotedFinding.of(env.ids().next().toString(), found, FindingState.OPEN, env.nowMicros()));
            mend(suspect.check(), found, noted);
            return true;
        } catch (RuntimeException failed) {
            LOG.warn("{} of {} could not be mended: {}", found.kind(), found.subject(), failed.toString());
            return false;
        }
    }

    /** Nothing is written when there is nothing to mend any more. */
    private void mend(Check check, Discrepancy found, NotedFinding noted) {
        check.prepare(found);
        Optional<NotedFinding> receipt = database.write(tx -> {
            if (!check.mend(tx, found)) {
                return Optional.empty();
            }
            NotedFinding done = noted.now(found, FindingState.REPAIRED, env.nowMicros());
            repository.put(tx, done);
            return Optional.of(done);
        });
        receipt.ifPresent(done ->
                LOG.warn("mended {} of {}: was {}; is {}", done.kind(), done.subject(), done.was(), done.due()));
    }

    Check checkOf(FindingKind kind) {
        return switch (kind) {
            case ALLOCATION_OF_NOBODY,
                    ALLOCATION_ELSEWHERE,
                    ALLOCATION_AMOUNT,
                    ALLOCATION_MISSING,
                    BUILD_LEFT_BEHIND,
                    HOST_USAGE,
                    WISH_LEFT_BEHIND,
                    WISH_MISSING -> of(HostCheck.class);
            case QUOTA_USAGE -> of(QuotaCheck.class);
            case PORTS_LEFT_BEHIND -> of(PortCheck.class);
            case GUEST_OF_NOBODY -> of(GuestCheck.class);
        };
    }

    private Check of(Class<? extends Check> kind) {
        return checks.stream().filter(kind::isInstance).findFirst().orElseThrow();
    }

    /** Writes what stands now, where that is other than what was written; at most one transaction. */
    private void note(Map<Discrepancy, FindingState> told, List<NotedFinding> before) {
        long now = env.nowMicros();
        var changed = new ArrayList<NotedFinding>();
        told.forEach((found, state) -> {
            Optional<NotedFinding> known =
                    before.stream().filter(each -> each.about(found)).findFirst();
            if (known.isEmpty()) {
                LOG.warn("{} of {}: is {}; due {}", found.kind(), found.subject(), found.was(), found.due());
                changed.add(NotedFinding.of(env.ids().next().toString(), found, state, now));
            } else if (known.get().state() != state) {
                changed.add(known.get().now(found, state, now));
            }
        });
        before.stream()
                .filter(each -> told.keySet().stream().noneMatch(each::about))
                .forEach(each -> changed.add(each.gone(now)));
        if (!changed.isEmpty()) {
            database.write(tx -> {
                changed.stream()
                        .filter(each -> each.state() != FindingState.GONE
                                || repository
                                        .find(tx, each.id())
                                        .filter(row -> row.state().stands())
                                        .isPresent())
                        .forEach(each -> repository.put(tx, each));
                return true;
            });
        }
    }

    private void forget(long now) {
        long before = now - micros(settings.keptFor());
        if (database.read(tx -> repository.anyEndedBefore(tx, before))) {
            database.write(tx -> repository.forget(tx, before));
        }
    }
}
