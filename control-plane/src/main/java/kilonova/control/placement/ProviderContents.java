package kilonova.control.placement;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import kilonova.control.identity.Principal;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;

/** Inventories, aggregates and traits of providers, as callers write them. One use case a method, one transaction each. */
final class ProviderContents {
    private final Env env;
    private final Database database;
    private final Policy policy;
    private final Vocabulary vocabulary;
    private final Providers providers;

    ProviderContents(Env env, Database database, Policy policy, Vocabulary vocabulary, Providers providers) {
        this.env = env;
        this.database = database;
        this.policy = policy;
        this.vocabulary = vocabulary;
        this.providers = providers;
    }

    /** Writes the provider as the change makes it, if it is at the generation. */
    private <R extends Message> R change(String id, Optional<Long> generation, Once<Provider, R> once, Change change) {
        return database.write(tx -> once.run(tx, () -> {
            Provider seen = providers.get(tx, id);
            ProviderLifecycle.requireCurrent(seen, generation);
            Provider next = change.of(tx, seen);
            return next.equals(seen) ? seen : providers.replace(tx, seen, next);
        }));
    }

    @FunctionalInterface
    private interface Change {
        Provider of(Tx tx, Provider seen);
    }

    /** @throws kilonova.kernel.ProblemException NotFound, Stale, Unknown, InvalidInventory, InUse */
    <R extends Message> R setInventories(
            Principal who,
            String id,
            long generation,
            Map<String, Inventory> inventories,
            boolean whole,
            Once<Provider, R> once) {
        allow(who, "resource_providers:inventories:update");
        return change(id, Optional.of(generation), once, (tx, seen) -> {
            vocabulary.requireClasses(tx, "inventories", inventories.keySet());
            ProviderLifecycle.requireSound(seen, inventories, whole);
            return ProviderLifecycle.having(seen, inventories, env.nowMicros());
        });
    }

    /** One inventory: {@code fresh} for one that must not be there yet, else one that must. */
    <R extends Message> R setInventory(
            Principal who,
            String id,
            Optional<Long> generation,
            String resource,
            Inventory inventory,
            boolean whole,
            boolean fresh,
            Once<Provider, R> once) {
        allow(who, "resource_providers:inventories:" + (fresh ? "create" : "update"));
        return change(id, generation, once, (tx, seen) -> {
            vocabulary.requireClasses(tx, "resource_class", List.of(resource));
            ProviderLifecycle.requireSound(seen, Map.of(resource, inventory), whole);
            return fresh
                    ? ProviderLifecycle.adding(seen, resource, inventory, env.nowMicros())
                    : ProviderLifecycle.changing(seen, resource, inventory, env.nowMicros());
        });
    }

    /** @throws kilonova.kernel.ProblemException NotFound, Stale, InUse */
    Empty deleteInventory(
            Principal who, String id, Optional<Long> generation, String resource, Once<Provider, Empty> once) {
        allow(who, "resource_providers:inventories:delete");
        return change(id, generation, once, (tx, seen) -> {
            if (!seen.inventories().containsKey(resource)) {
                vocabulary.requireThere(tx, resource);
            }
            return ProviderLifecycle.lacking(seen, resource, env.nowMicros());
        });
    }

    /** @throws kilonova.kernel.ProblemException NotFound, Stale, InUse */
    Empty deleteInventories(Principal who, String id, Optional<Long> generation, Once<Provider, Empty> once) {
        allow(who, "resource_providers:inventories:delete");
        return change(id, generation, once, (_, seen) -> ProviderLifecycle.having(seen, Map.of(), env.nowMicros()));
    }

    /** Without a generation the provider's own stays where it is. */
    <R extends Message> R setAggregates(
            Principal who, String id, Optional<Long> generation, List<String> aggregates, Once<Provider, R> once) {
        allow(who, "resource_providers:aggregates:update");
        List<String> uuids = ProviderLifecycle.uuids("aggregate_ids", aggregates);
        UnaryOperator<Provider> in = generation.isPresent()
                ? seen -> seen.inNext(uuids, env.nowMicros())
                : seen -> seen.in(uuids, env.nowMicros());
        return change(id, generation, once, (_, seen) -> in.apply(seen));
    }

    /** Nothing is written when it has these already. */
    <R extends Message> R setTraits(
            Principal who, String id, Optional<Long> generation, List<String> traits, Once<Provider, R> once) {
        allow(who, "resource_providers:traits:update");
        return traits(id, generation, traits, once);
    }

    /** @throws kilonova.kernel.ProblemException NotFound, Stale */
    Empty deleteTraits(Principal who, String id, Optional<Long> generation, Once<Provider, Empty> once) {
        allow(who, "resource_providers:traits:delete");
        return traits(id, generation, List.of(), once);
    }

    private <R extends Message> R traits(
            String id, Optional<Long> generation, List<String> traits, Once<Provider, R> once) {
        return change(id, generation, once, (tx, seen) -> {
            vocabulary.requireTraits(tx, "traits", traits);
            Provider next = seen.being(traits, env.nowMicros());
            return next.traits().equals(seen.traits()) ? seen : next;
        });
    }

    private void allow(Principal who, String rule) {
        policy.require(who, "placement:" + rule, Target.own(who));
    }
}
