package kilonova.control.placement;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kilonova.control.identity.Principal;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.control.store.Database;
import kilonova.control.store.LostRace;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Resource providers as callers write them: one use case a method, one transaction each. */
final class Providers {
    private final Env env;
    private final Database database;
    private final Policy policy;
    private final Vocabulary vocabulary;
    private final ProviderRepository repository = new ProviderRepository();
    private final AllocationRepository allocations = new AllocationRepository();

    /** A provider that is to be made; an empty id is made up, an empty parent none. */
    record Draft(
            String id,
            String name,
            String parent,
            Map<String, Inventory> inventories,
            List<String> traits,
            List<String> aggregates) {}

    /** What is to change: empty is left as it is, an empty parent makes it the root of a tree. */
    record Move(String id, Optional<String> name, Optional<String> parent, boolean reparenting) {}

    Providers(Env env, Database database, Policy policy, Vocabulary vocabulary) {
        this.env = env;
        this.database = database;
        this.policy = policy;
        this.vocabulary = vocabulary;
    }

    /** @throws kilonova.kernel.ProblemException NotFound */
    Provider get(Principal who, String rule, String id) {
        allow(who, rule);
        return database.read(tx -> get(tx, id));
    }

    /** Those of these that there are, in their order. */
    List<Provider> get(Principal who, List<String> ids) {
        allow(who, "resource_providers:show");
        Map<String, Provider> found = database.read(tx -> repository.providers(tx, ids));
        return ids.stream()
                .distinct()
                .filter(found::containsKey)
                .map(found::get)
                .toList();
    }

    /** By name. @throws kilonova.kernel.ProblemException Unknown for a class or a trait */
    List<Provider> list(Principal who, ProviderFilter filter, String afterName, int limit) {
        allow(who, "resource_providers:list");
        return database.read(tx -> {
            vocabulary.requireClasses(
                    tx, "resources", filter.resources().amounts().keySet());
            var traits = new HashSet<>(filter.forbiddenTraits());
            filter.traits().forEach(traits::addAll);
            vocabulary.requireTraits(tx, "required_traits", traits);
            Optional<String> root =
                    filter.inTree().flatMap(id -> repository.provider(tx, id)).map(Provider::root);
            if (filter.inTree().isPresent() && root.isEmpty()) {
                return List.of();
            }
            var found = new ArrayList<Provider>();
            String place = afterName;
            List<Provider> page;
            do {
                page = repository.named(tx, filter, root, place, limit);
                page.stream().filter(filter::passes).limit(limit - found.size()).forEach(found::add);
                place = page.isEmpty() ? place : page.getLast().name();
            } while (page.size() == limit && found.size() < limit);
            return found;
        });
    }

    /** @throws kilonova.kernel.ProblemException NotFound */
    Provider get(Tx tx, String id) {
        return repository.provider(tx, id).orElseThrow(() -> new Problem.NotFound(
                        ProviderLifecycle.KIND, id.substring(0, Math.min(id.length(), 255)))
                .raise());
    }

    /** All or none. @throws kilonova.kernel.ProblemException Duplicate, Unknown, Invalid */
    <R extends Message> R create(Principal who, List<Draft> drafts, Once<List<Provider>, R> once) {
        allow(who, "resource_providers:create");
        return database.write(tx -> once.run(tx, () -> create(tx, drafts)));
    }

    private List<Provider> create(Tx tx, List<Draft> drafts) {
        var made = new LinkedHashMap<String, Provider>();
        var parents = new HashMap<String, Provider>();
        var traits = new HashSet<String>();
        var classes = new HashSet<String>();
        drafts.forEach(draft -> {
            traits.addAll(draft.traits());
            classes.addAll(draft.inventories().keySet());
        });
        vocabulary.requireTraits(tx, "traits", traits);
        vocabulary.requireClasses(tx, "inventories", classes);
        var names = new HashSet<String>();
        for (Draft draft : drafts) {
            Provider provider = draft(tx, draft, made, parents);
            if (!names.add(provider.name())
                    || repository.named(tx, provider.name()).isPresent()) {
                throw new Problem.Duplicate(ProviderLifecycle.KIND, "name: " + provider.name()).raise();
            }
            if (made.put(provider.id(), provider) != null
                    || repository.provider(tx, provider.id()).isPresent()) {
                throw new Problem.Duplicate(ProviderLifecycle.KIND, "uuid: " + provider.id()).raise();
            }
            repository.insert(tx, provider);
            PlacementLedger.changed(tx, provider, "");
        }
        // A parent is written too, so that it can neither go nor move unseen while it gets a child.
        parents.values().forEach(parent -> touch(tx, parent));
        return List.copyOf(made.values());
    }

    private Provider draft(Tx tx, Draft draft, Map<String, Provider> made, Map<String, Provider> parents) {
        ProviderLifecycle.requireName(draft.name());
        String id = draft.id().isEmpty() ? env.ids().next().toString() : ProviderLifecycle.uuid("id", draft.id());
        Optional<Provider> parent = Optional.empty();
        if (!draft.parent().isEmpty()) {
            String under = ProviderLifecycle.uuid("parent_id", draft.parent());
            if (under.equals(id)) {
                throw new Problem.Invalid("parent_id", "parent provider UUID cannot be same as UUID.").raise();
            }
            parent = Optional.ofNullable(made.get(under));
            if (parent.isEmpty()) {
                parent = Optional.of(parents.computeIfAbsent(under, _ -> parent(tx, under)));
            }
        }
        Provider provider = Provider.made(id, draft.name(), parent, env.nowMicros());
        ProviderLifecycle.requireSound(provider, draft.inventories(), false);
        return provider.with(
                draft.inventories(), draft.traits(), ProviderLifecycle.uuids("aggregate_ids", draft.aggregates()));
    }

    private Provider parent(Tx tx, String id) {
        return repository
                .provider(tx, id)
                .orElseThrow(() -> new Problem.Unknown("parent_id", ProviderLifecycle.KIND, id).raise());
    }

    private void touch(Tx tx, Provider seen) {
        replace(tx, seen, seen.placed(seen.name(), seen.parent(), seen.root(), env.nowMicros()));
    }

    /** Changes name and parent. @throws kilonova.kernel.ProblemException NotFound, Duplicate, Unknown, Invalid */
    <R extends Message> R update(Principal who, Move move, Once<Provider, R> once) {
        allow(who, "resource_providers:update");
        return database.write(tx -> once.run(tx, () -> {
            Provider seen = get(tx, move.id());
            String name = move.name().orElse(seen.name());
            ProviderLifecycle.requireName(name);
            if (!name.equals(seen.name()) && repository.named(tx, name).isPresent()) {
                throw new Problem.Duplicate(ProviderLifecycle.KIND, "name: " + name).raise();
            }
            Optional<String> parent = move.parent().isEmpty()
                    ? seen.parent()
                    : move.parent().filter(id -> !id.isEmpty()).map(id -> ProviderLifecycle.uuid("parent_id", id));
            boolean moves = move.parent().isPresent() && !parent.equals(seen.parent());
            return moves
                    ? move(tx, seen, name, parent, move.reparenting())
                    : replace(tx, seen, seen.placed(name, seen.parent(), seen.root(), env.nowMicros()));
        }));
    }

    private Provider move(Tx tx, Provider seen, String name, Optional<String> parent, boolean reparenting) {
        Optional<Provider> under = parent.map(id -> parent(tx, id));
        List<Provider> subtree = below(seen, repository.tree(tx, seen.root()));
        ProviderLifecycle.requireMovable(
                seen, under, subtree.stream().map(Provider::id).toList(), reparenting);
        String root = under.map(Provider::root).orElse(seen.id());
        under.filter(to -> !seen.parent().equals(Optional.of(to.id()))).ifPresent(to -> touch(tx, to));
        for (Provider each : subtree) {
            if (!each.id().equals(seen.id())) {
                replace(tx, each, each.placed(each.name(), each.parent(), root, env.nowMicros()));
            }
        }
        return replace(tx, seen, seen.placed(name, parent, root, env.nowMicros()));
    }

    /** The provider and all below it. */
    private static List<Provider> below(Provider top, List<Provider> tree) {
        Set<String> found = new HashSet<>(Set.of(top.id()));
        var subtree = new ArrayList<>(List.of(top));
        boolean more = true;
        while (more) {
            more = false;
            for (Provider each : tree) {
                if (each.parent().filter(found::contains).isPresent() && found.add(each.id())) {
                    subtree.add(each);
                    more = true;
                }
            }
        }
        return subtree;
    }

    /** @throws kilonova.kernel.ProblemException NotFound, InUse, HasChildren */
    Empty delete(Principal who, String id, Once<Object, Empty> once) {
        allow(who, "resource_providers:delete");
        return database.write(tx -> once.run(tx, () -> {
            Provider seen = get(tx, id);
            if (seen.hosting()) {
                throw new Problem.InUse(ProviderLifecycle.KIND, id, "it is a host of this cloud").raise();
            }
            PlacementLedger.drop(tx, repository, allocations, seen);
            return id;
        }));
    }

    /** A lost race when it was written since it was seen. */
    Provider replace(Tx tx, Provider seen, Provider next) {
        if (!repository.replace(tx, seen, next)) {
            throw new LostRace(PlacementLedger.KIND, seen.id());
        }
        PlacementLedger.changed(tx, next, "");
        return next;
    }

    private void allow(Principal who, String rule) {
        policy.require(who, "placement:" + rule, Target.own(who));
    }
}
