package kilonova.control.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.Problem;

/** Who holds what, as callers read it. */
final class ConsumerBooks {
    /** Whose type nobody said, in a caller's words. */
    private static final String UNKNOWN = "unknown";
    /** What a consumer is at that a workflow of this cloud wrote. */
    private static final long UNLISTED = 1;

    private final Database database;
    private final Policy policy;
    private final ProviderRepository providers = new ProviderRepository();
    private final AllocationRepository repository = new AllocationRepository();
    private final ConsumerRepository rows = new ConsumerRepository();

    /** What the consumers of one type hold together. */
    record Usage(String type, long consumers, Resources resources) {}

    ConsumerBooks(Database database, Policy policy) {
        this.database = database;
        this.policy = policy;
    }

    List<Consumer> get(Principal who, List<String> ids) {
        allow(who, "allocations:list");
        return database.read(tx -> get(tx, ids));
    }

    List<Consumer> get(Tx tx, Collection<String> ids) {
        Map<String, List<Holding>> held = repository.holdings(tx, ids);
        Map<String, Long> generations = generations(tx, held);
        Map<String, Long> at = generationsOf(tx, held.values());
        return ids.stream()
                .distinct()
                .map(id -> new Consumer(
                        id, Optional.ofNullable(generations.get(id)), held.getOrDefault(id, List.of()), at))
                .toList();
    }

    /** By consumer, then by provider. */
    List<Consumer> page(Principal who, Optional<String> consumer, Optional<String> provider, String after, int limit) {
        allow(who, provider.isPresent() ? "resource_providers:allocations:list" : "allocations:list");
        return database.read(tx -> {
            List<Holding> page = repository.holdings(tx, consumer, provider, after, limit);
            var held = new TreeMap<String, List<Holding>>();
            page.forEach(each -> held.computeIfAbsent(each.allocation().consumer(), _ -> new ArrayList<>())
                    .add(each));
            Map<String, Long> generations = generations(tx, held);
            Map<String, Long> at = generationsOf(tx, held.values());
            return held.entrySet().stream()
                    .map(each -> new Consumer(
                            each.getKey(), Optional.ofNullable(generations.get(each.getKey())), each.getValue(), at))
                    .toList();
        });
    }

    /** @throws kilonova.kernel.ProblemException NotFound */
    long generationOf(Principal who, String provider) {
        allow(who, "resource_providers:allocations:list");
        return database.read(tx -> providers.provider(tx, provider))
                .orElseThrow(() -> new Problem.NotFound(ProviderLifecycle.KIND, provider).raise())
                .generation();
    }

    /** Of the providers that something is held of. */
    private Map<String, Long> generationsOf(Tx tx, Collection<List<Holding>> held) {
        var ids = new TreeSet<String>();
        held.forEach(all -> all.forEach(each -> ids.add(each.allocation().provider())));
        var generations = new HashMap<String, Long>();
        if (!ids.isEmpty()) {
            providers.providers(tx, ids).forEach((id, each) -> generations.put(id, each.generation()));
        }
        return generations;
    }

    /** Of those who hold something. */
    Map<String, Long> generations(Tx tx, Map<String, List<Holding>> held) {
        var generations = new HashMap<String, Long>();
        var listed = new TreeSet<String>();
        held.forEach((id, holdings) -> {
            generations.put(id, UNLISTED);
            if (holdings.stream().anyMatch(Holding::enlisted)) {
                listed.add(id);
            }
        });
        if (!listed.isEmpty()) {
            generations.putAll(rows.generations(tx, listed));
        }
        return generations;
    }

    /** By type. */
    List<Usage> usages(Principal who, String project, String user, String type) {
        policy.require(who, "placement:usages", Target.of(new ProjectId(project)));
        Optional<String> only = type.isEmpty() ? Optional.empty() : Optional.of(type.equals(UNKNOWN) ? "" : type);
        return database.read(tx -> {
            var sums = new TreeMap<String, Resources>();
            repository
                    .multiples(tx, project, user, only)
                    .forEach(each -> sums.merge(each.type(), each.resources().times(each.times()), Resources::plus));
            Map<String, Integer> consumers = repository.consumers(tx, project, user, only);
            return sums.entrySet().stream()
                    .map(each -> new Usage(each.getKey(), consumers.getOrDefault(each.getKey(), 0), each.getValue()))
                    .toList();
        });
    }

    private void allow(Principal who, String rule) {
        policy.require(who, "placement:" + rule, Target.own(who));
    }
}
