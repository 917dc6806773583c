package kilonova.control.placement;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.control.store.Database;
import kilonova.control.store.LostRace;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Who holds what, as callers write it: each write replaces all that its consumers hold, all or none. */
final class Consumers {
    static final String KIND = "consumer";
    private final Env env;
    private final Database database;
    private final Policy policy;
    private final Vocabulary vocabulary;
    private final ConsumerBooks books;
    private final ProviderRepository providers = new ProviderRepository();
    private final AllocationRepository repository = new AllocationRepository();
    private final ConsumerRepository rows = new ConsumerRepository();

    /** The inventories that a provider has after it was reshaped. */
    record Shape(long generation, Map<String, Inventory> inventories) {}

    Consumers(Env env, Database database, Policy policy, Vocabulary vocabulary, ConsumerBooks books) {
        this.env = env;
        this.database = database;
        this.policy = policy;
        this.vocabulary = vocabulary;
        this.books = books;
    }

    /** @throws kilonova.kernel.ProblemException Unknown, Stale, CannotAllocate */
    <R extends Message> R set(Principal who, List<Wanted> wanted, Once<List<Long>, R> once) {
        allow(who, wanted.size() == 1 ? "allocations:update" : "allocations:manage");
        List<Wanted> checked = distinct(wanted);
        return database.write(tx -> once.run(tx, () -> {
            Map<String, Long> next = set(tx, checked, Map.of());
            return wanted.stream()
                    .map(each -> next.getOrDefault(each.consumer(), 0L))
                    .toList();
        }));
    }

    /** @throws kilonova.kernel.ProblemException NotFound when it holds nothing */
    Empty delete(Principal who, String consumer, Once<Object, Empty> once) {
        allow(who, "allocations:delete");
        return database.write(tx -> once.run(tx, () -> {
            if (repository.holdings(tx, consumer).isEmpty()) {
                throw new Problem.NotFound(KIND, consumer).raise();
            }
            return set(tx, List.of(Wanted.nothing(consumer)), Map.of());
        }));
    }

    /** @throws kilonova.kernel.ProblemException Unknown, Stale, InvalidInventory, InUse, CannotAllocate */
    Empty reshape(Principal who, Map<String, Shape> shapes, List<Wanted> wanted, Once<Object, Empty> once) {
        allow(who, "reshaper:reshape");
        List<Wanted> checked = distinct(wanted);
        return database.write(tx -> once.run(tx, () -> {
            shapes.forEach((id, shape) -> vocabulary.requireClasses(
                    tx, "inventories", shape.inventories().keySet()));
            return set(tx, checked, shapes);
        }));
    }

    private static List<Wanted> distinct(List<Wanted> wanted) {
        var seen = new HashSet<String>();
        for (Wanted each : wanted) {
            ProviderLifecycle.uuid("consumer_id", each.consumer());
            if (!seen.add(each.consumer())) {
                throw new Problem.Invalid("consumers", each.consumer() + " twice (expected: each once)").raise();
            }
        }
        return wanted.stream().sorted(Comparator.comparing(Wanted::consumer)).toList();
    }

    /** @return the generation that each consumer has then, 0 for those that hold nothing */
    private Map<String, Long> set(Tx tx, List<Wanted> wanted, Map<String, Shape> shapes) {
        List<String> ids = wanted.stream().map(Wanted::consumer).toList();
        Map<String, List<Holding>> held = ids.isEmpty() ? Map.of() : repository.holdings(tx, ids);
        Map<String, Long> generations = books.generations(tx, held);
        Map<String, Provider> seen = providers(tx, wanted, held, shapes);
        for (Wanted each : wanted) {
            Optional<Long> now = Optional.ofNullable(generations.get(each.consumer()));
            if (each.compares() && !now.equals(each.generation())) {
                throw new Problem.Stale(KIND, each.consumer()).raise();
            }
        }
        SortedMap<String, Provider> interim = interim(seen, shapes);
        var settlement = new Settlement(interim);
        held.values().forEach(all -> all.forEach(settlement::giveBack));
        for (Wanted each : wanted) {
            new TreeMap<>(each.byProvider()).forEach((id, amounts) -> settlement
                    .hold(each.consumer(), known("allocations", id, interim), amounts)
                    .ifPresent(refusal -> refuse(tx, each, refusal)));
        }
        var next = new HashMap<String, Long>();
        for (Wanted each : wanted) {
            next.put(each.consumer(), write(tx, each, held.getOrDefault(each.consumer(), List.of()), generations));
        }
        var due = new TreeSet<>(settlement.used().keySet());
        due.addAll(shapes.keySet());
        for (String id : due) {
            write(tx, known("inventories", id, seen), settlement, Optional.ofNullable(shapes.get(id)));
        }
        return next;
    }

    /** All that are written, by id. Those that hold nothing any more may be gone. */
    private Map<String, Provider> providers(
            Tx tx, List<Wanted> wanted, Map<String, List<Holding>> held, Map<String, Shape> shapes) {
        var ids = new TreeSet<>(shapes.keySet());
        wanted.forEach(each -> ids.addAll(each.byProvider().keySet()));
        held.values()
                .forEach(all -> all.forEach(each -> ids.add(each.allocation().provider())));
        Map<String, Provider> found = ids.size() == 1
                ? providers
                        .provider(tx, ids.getFirst())
                        .map(only -> Map.of(only.id(), only))
                        .orElse(Map.of())
                : providers.providers(tx, ids);
        shapes.forEach((id, shape) -> {
            Provider provider = known("inventories", id, found);
            ProviderLifecycle.requireCurrent(provider, Optional.of(shape.generation()));
            ProviderLifecycle.requireSound(provider, shape.inventories(), false);
        });
        wanted.forEach(each -> each.byProvider().keySet().forEach(id -> known("allocations", id, found)));
        return found;
    }

    private static Provider known(String field, String id, Map<String, Provider> found) {
        Provider provider = found.get(id);
        if (provider == null) {
            throw new Problem.Unknown(field, ProviderLifecycle.KIND, id).raise();
        }
        return provider;
    }

    /** Providers with all inventories of before and after at once, so that allocations can move from the ones to the others. */
    private static SortedMap<String, Provider> interim(Map<String, Provider> before, Map<String, Shape> shapes) {
        var interim = new TreeMap<>(before);
        shapes.forEach((id, shape) -> {
            Provider seen = known("inventories", id, before);
            var both = new TreeMap<>(seen.inventories());
            both.putAll(shape.inventories());
            interim.put(id, seen.having(both, seen.updatedAt()));
        });
        return interim;
    }

    private void refuse(Tx tx, Wanted wanted, Settlement.Refusal refusal) {
        Obstacle obstacle = refusal.obstacle();
        if (obstacle.rule() == Obstacle.Rule.INVENTORY) {
            vocabulary.requireClasses(tx, "allocations", List.of(obstacle.resource()));
        }
        throw new Problem.CannotAllocate(
                        refusal.provider(), obstacle.resource(), obstacle.rule().word(), wanted.consumer())
                .raise();
    }

    /** @return the consumer's generation then */
    private long write(Tx tx, Wanted wanted, List<Holding> held, Map<String, Long> generations) {
        boolean listed = held.stream().anyMatch(Holding::enlisted);
        long seen = generations.getOrDefault(wanted.consumer(), 0L);
        long next = enlist(tx, wanted, listed, seen);
        String type = !wanted.type().isEmpty()
                ? wanted.type()
                : held.stream().findFirst().map(Holding::type).orElse("");
        var before = new HashMap<String, Holding>();
        held.forEach(each -> before.put(each.allocation().provider(), each));
        new TreeMap<>(wanted.byProvider()).forEach((provider, amounts) -> {
            var allocation = new Allocation(
                    wanted.consumer(),
                    provider,
                    new ProjectId(wanted.projectOrNobody()),
                    new UserId(wanted.userOrNobody()),
                    amounts);
            var holding = new Holding(allocation, type, true, env.nowMicros());
            if (before.remove(provider) != null) {
                repository.replace(tx, holding);
            } else {
                repository.insert(tx, holding);
            }
        });
        before.values().forEach(left -> repository.delete(tx, left.allocation()));
        return next;
    }

    /** Writes the consumer's own row, of which there is one exactly as long as it holds something. */
    private long enlist(Tx tx, Wanted wanted, boolean listed, long seen) {
        String id = wanted.consumer();
        if (wanted.byProvider().isEmpty()) {
            if (listed && !rows.strike(tx, id, seen)) {
                throw new LostRace(KIND, id);
            }
            return 0;
        }
        boolean written = listed ? rows.move(tx, id, seen, seen + 1) : rows.enlist(tx, id, seen + 1);
        if (!written) {
            throw new LostRace(KIND, id);
        }
        return seen + 1;
    }

    private void write(Tx tx, Provider seen, Settlement settlement, Optional<Shape> shape) {
        long now = env.nowMicros();
        Resources used = settlement.used().getOrDefault(seen.id(), seen.usages());
        Provider next = shape.isEmpty()
                ? seen.using(used, now)
                : ProviderLifecycle.having(seen.counting(used), shape.get().inventories(), now);
        if (!providers.replace(tx, seen, next)) {
            throw new LostRace(PlacementLedger.KIND, seen.id());
        }
        PlacementLedger.changed(tx, next, settlement.consumers(seen.id()));
    }

    private void allow(Principal who, String rule) {
        policy.require(who, "placement:" + rule, Target.own(who));
    }
}
