package kilonova.control.aggregate;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kilonova.control.edge.Call;
import kilonova.control.host.Host;
import kilonova.control.host.Hosts;
import kilonova.control.identity.Principal;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.control.store.Committed;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.control.watch.News;
import kilonova.control.watch.Watch;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Aggregates: one method per use case, one transaction each. */
public final class Aggregates {
    /** The change log's and the problems' word for an aggregate. */
    public static final String KIND = "aggregate";

    private static final String RULE = "os_compute_api:os-aggregates:";
    private static final int LONGEST = 255;
    private static final Pattern SERIAL = Pattern.compile("\\d{1,18}");

    private final Env env;
    private final Database database;
    private final Hosts hosts;
    private final PlacementLedger ledger;
    private final Policy policy;
    private final AggregateRepository repository = new AggregateRepository();

    /** What an operator says of an aggregate; empty for what stays. */
    record Word(String idOrSerial, String etag, Optional<String> name, Optional<String> zone) {}

    public Aggregates(Env env, Database database, Hosts hosts, PlacementLedger ledger, Policy policy) {
        this.env = env;
        this.database = database;
        this.hosts = hosts;
        this.ledger = ledger;
        this.policy = policy;
    }

    /** @throws kilonova.kernel.ProblemException NotFound */
    Aggregate get(Principal who, String idOrSerial) {
        require(who, "show");
        return database.read(tx -> there(tx, idOrSerial));
    }

    /** Those after this serial number, one more than {@code size} where there are more. */
    List<Aggregate> page(Principal who, long after, int size) {
        require(who, "index");
        return database.read(tx -> repository.page(tx, after, size + 1));
    }

    <R extends Message> R create(Principal who, String name, String zone, Once<Aggregate, R> once) {
        require(who, "create");
        String id = env.ids().next().toString();
        return database.write(tx -> once.run(tx, () -> {
            requireFree(tx, name);
            var fresh = new Aggregate(
                    id, repository.nextSerial(tx), name, Map.of(), List.of(), 1, env.nowMicros(), Optional.empty());
            Map<String, String> metadata = fresh.inZone(fit("zone", zone));
            repository.insert(
                    tx,
                    new Aggregate(
                            id, fresh.serial(), name, metadata, List.of(), 1, fresh.createdAt(), Optional.empty()));
            return there(tx, id);
        }));
    }

    <R extends Message> R update(Principal who, Word word, Once<Aggregate, R> once) {
        require(who, "update");
        return database.write(tx -> once.run(tx, () -> {
            Aggregate seen = there(tx, word.idOrSerial());
            if (!word.etag().isEmpty() && !word.etag().equals(Long.toString(seen.generation()))) {
                throw new Problem.Stale(KIND, seen.id()).raise();
            }
            String name = word.name().orElse(seen.name());
            if (!name.equals(seen.name())) {
                requireFree(tx, name);
            }
            String zone = fit("zone", word.zone().orElse(seen.zone()));
            return change(
                    tx, seen, seen.changed(name, seen.inZone(zone), env.nowMicros()), AggregateNews.Act.UPDATE_PROP);
        }));
    }

    <R extends Message> R set(
            Principal who,
            String idOrSerial,
            Map<String, String> items,
            List<String> removed,
            Once<Aggregate, R> once) {
        require(who, "set_metadata");
        return database.write(tx -> once.run(tx, () -> {
            Aggregate seen = there(tx, idOrSerial);
            var metadata = new TreeMap<>(seen.metadata());
            metadata.putAll(items);
            removed.forEach(metadata::remove);
            return change(
                    tx, seen, seen.changed(seen.name(), metadata, env.nowMicros()), AggregateNews.Act.UPDATE_METADATA);
        }));
    }

    private Aggregate change(Tx tx, Aggregate seen, Aggregate next, AggregateNews.Act act) {
        repository.replace(tx, seen, next, act);
        settle(tx, seen.hosts(), next.zone());
        return there(tx, seen.id());
    }

    Empty delete(Principal who, String idOrSerial, Once<Object, Empty> once) {
        require(who, "delete");
        return database.write(tx -> once.run(tx, () -> {
            Aggregate seen = there(tx, idOrSerial);
            if (!seen.hosts().isEmpty()) {
                throw new Problem.Invalid(
                                "id",
                                "Cannot remove host from aggregate " + seen.serial()
                                        + ". Reason: Host aggregate is not empty.")
                        .raise();
            }
            repository.delete(tx, seen);
            return seen;
        }));
    }

    <R extends Message> R add(Principal who, String idOrSerial, String host, Once<Aggregate, R> once) {
        require(who, "add_host");
        return database.write(tx -> once.run(tx, () -> {
            Aggregate seen = there(tx, idOrSerial);
            Host added = hosts.matching(tx, host, "").orElseThrow(() -> new Problem.NotFound("host", host).raise());
            var member = new Aggregate.Member(added.id(), added.name());
            if (seen.hosts().contains(member)) {
                throw new Problem.Duplicate("aggregate_host", host, Long.toString(seen.serial())).raise();
            }
            repository.add(tx, seen, added.id());
            settle(tx, List.of(member), seen.zone());
            return there(tx, seen.id());
        }));
    }

    <R extends Message> R remove(Principal who, String idOrSerial, String host, Once<Aggregate, R> once) {
        require(who, "remove_host");
        return database.write(tx -> once.run(tx, () -> {
            Aggregate seen = there(tx, idOrSerial);
            Aggregate.Member member = seen.hosts().stream()
                    .filter(each -> each.name().equals(host))
                    .findFirst()
                    .orElseThrow(
                            () -> new Problem.NotFound("aggregate_host", host, Long.toString(seen.serial())).raise());
            repository.remove(tx, seen, member.hostId());
            settle(tx, List.of(member), "");
            return there(tx, seen.id());
        }));
    }

    /** Takes a host that is deleted out of every aggregate. */
    public void letGo(Tx tx, Host host) {
        repository.having(tx, List.of(host.id())).forEach(each -> repository.remove(tx, each, host.id()));
    }

    /** As they change. */
    <M> Watch<M> watch(Call call, long revision, Function<List<News<Aggregate>>, M> words, Watch.Bookmark<M> bookmark) {
        return new Watch<>(
                call.principal().user(),
                Watch.of(KIND),
                revision,
                call.admission(who -> require(who, "index")),
                repository::ids,
                (tx, changes) -> words.apply(news(tx, changes)),
                bookmark);
    }

    private List<News<Aggregate>> news(Tx tx, Map<String, Committed> changes) {
        var found = new HashMap<String, Aggregate>();
        repository.all(tx, changes.keySet()).forEach(each -> found.put(each.id(), each));
        var news = new ArrayList<News<Aggregate>>(changes.size());
        changes.forEach((id, change) -> {
            Aggregate now = found.get(id);
            if (now != null) {
                news.add(News.of(id, now, change.revision()));
            } else if (!Watch.stands(change)) {
                news.add(News.gone(id, Optional.empty(), change.revision()));
            }
        });
        return news;
    }

    /**
     * Puts the hosts into the zones of their aggregates, as they are now.
     *
     * @param given the zone that they are given by what changed, empty for none: whatever is said against it names the others
     * @throws kilonova.kernel.ProblemException Invalid (zone): two zones for one host, or another one while it has servers
     */
    private void settle(Tx tx, List<Aggregate.Member> some, String given) {
        if (some.isEmpty()) {
            return;
        }
        List<String> ids = some.stream().map(Aggregate.Member::hostId).toList();
        List<Aggregate> all = repository.having(tx, ids);
        Map<String, Integer> servers = ledger.consumers(tx, ids);
        for (Host host : hosts.all(tx, ids)) {
            var member = new Aggregate.Member(host.id(), host.name());
            List<String> zones = all.stream()
                    .filter(each ->
                            each.hosts().contains(member) && !each.zone().isEmpty())
                    .map(Aggregate::zone)
                    .distinct()
                    .toList();
            if (zones.size() > 1) {
                throw new Problem.Invalid(
                                "zone",
                                zones.stream()
                                        .filter(each -> !each.equals(given))
                                        .sorted()
                                        .collect(Collectors.joining(
                                                "', '", "One or more hosts already in availability zone(s) ['", "']")))
                        .raise();
            }
            String zone = zones.isEmpty() ? "" : zones.getFirst();
            boolean moves = !host.zone().equals(zone.isEmpty() ? host.reportedZone() : zone);
            if (moves && servers.getOrDefault(host.id(), 0) > 0) {
                throw new Problem.Invalid("zone", "One or more hosts contain instances in this zone").raise();
            }
            hosts.give(tx, host.id(), zone);
        }
    }

    private Aggregate there(Tx tx, String idOrSerial) {
        return (SERIAL.matcher(idOrSerial).matches()
                        ? repository.find(tx, Long.parseLong(idOrSerial))
                        : repository.find(tx, idOrSerial))
                .orElseThrow(() -> new Problem.NotFound(KIND, idOrSerial).raise());
    }

    private void requireFree(Tx tx, String name) {
        if (fit("name", name).isBlank()) {
            throw new Problem.Invalid("name", "blank (expected: 1.." + LONGEST + " characters)").raise();
        }
        if (repository.named(tx, name)) {
            throw new Problem.Duplicate(KIND, name).raise();
        }
    }

    private static String fit(String field, String text) {
        if (text.length() > LONGEST) {
            throw new Problem.Invalid(
                            field, text.length() + " characters (expected: at most " + LONGEST + " characters)")
                    .raise();
        }
        return text;
    }

    private void require(Principal who, String rule) {
        policy.require(who, RULE + rule, Target.own(who));
    }
}
