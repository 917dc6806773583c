package kilonova.control.placement.candidate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kilonova.control.placement.Inventory;
import kilonova.control.placement.Provider;

/**
 * Candidates by definition: every way to choose somebody for everything, of which those are kept that hold all that the API
 * says of a candidate. Nothing is clever here.
 */
final class Reference {
    private final Map<String, Provider> providers = new TreeMap<>();
    private final Query query;

    /** One thing that somebody is chosen for: a class of the group without a suffix, or a group with one. */
    private record Need(Query.Group group, Optional<String> resource) {
        Map<String, Long> amounts() {
            return resource.map(only -> Map.of(only, group.resources().getOrDefault(only, 0L)))
                    .orElse(group.resources());
        }
    }

    Reference(List<Provider> providers, Query query) {
        providers.forEach(provider -> this.providers.put(provider.id(), provider));
        this.query = query;
    }

    Set<Found> all() {
        var needs = new ArrayList<Need>();
        for (Query.Group group : query.groups()) {
            if (group.spread()) {
                group.resources().keySet().forEach(name -> needs.add(new Need(group, Optional.of(name))));
            } else {
                needs.add(new Need(group, Optional.empty()));
            }
        }
        var found = new HashSet<Found>();
        for (Provider anchor : providers.values()) {
            if (anchor.parent().isEmpty() && rootPasses(anchor)) {
                choose(anchor, needs, new ArrayList<>(), found);
            }
        }
        return found;
    }

    private boolean rootPasses(Provider root) {
        return root.traits().containsAll(query.rootTraits())
                && root.traits().stream().noneMatch(query.rootForbidden()::contains);
    }

    private void choose(Provider anchor, List<Need> needs, List<Provider> chosen, Set<Found> found) {
        if (chosen.size() == needs.size()) {
            if (together(needs, chosen)) {
                found.add(told(needs, chosen));
            }
            return;
        }
        for (Provider each : providers.values()) {
            if (reachable(each, anchor) && alone(needs.get(chosen.size()), each, anchor)) {
                chosen.add(each);
                choose(anchor, needs, chosen, found);
                chosen.removeLast();
            }
        }
    }

    /** It is in the anchor's tree, or shares with somebody there. */
    private boolean reachable(Provider provider, Provider anchor) {
        if (provider.root().equals(anchor.id())) {
            return true;
        }
        return provider.traits().contains("MISC_SHARES_VIA_AGGREGATE")
                && providers.values().stream()
                        .filter(other -> other.root().equals(anchor.id()))
                        .anyMatch(other -> other.aggregates().stream().anyMatch(provider.aggregates()::contains));
    }

    private boolean alone(Need need, Provider provider, Provider anchor) {
        Query.Group group = need.group();
        boolean own = provider.root().equals(anchor.id());
        for (var each : need.amounts().entrySet()) {
            if (!gives(provider, each.getKey(), each.getValue())) {
                return false;
            }
        }
        if (provider.traits().stream().anyMatch(group.forbidden()::contains)) {
            return false;
        }
        if (group.inTree().isPresent()) {
            Provider named = providers.get(group.inTree().get());
            if (named == null || !provider.root().equals(named.root())) {
                return false;
            }
            if (group.spread() && !own) {
                return false;
            }
        }
        if (group.spread()) {
            boolean member = memberOf(group, provider) || own && memberOf(group, anchor);
            return member && !forbiddenAggregate(group, provider) && !forbiddenAggregate(group, anchor);
        }
        return memberOf(group, provider)
                && !forbiddenAggregate(group, provider)
                && group.required().stream()
                        .allMatch(any -> provider.traits().stream().anyMatch(any::contains));
    }

    private static boolean gives(Provider provider, String resource, long amount) {
        Inventory inventory = provider.inventories().get(resource);
        return inventory != null
                && amount >= inventory.minUnit()
                && amount <= inventory.maxUnit()
                && amount % inventory.stepSize() == 0
                && provider.usages().of(resource) + amount
                        <= (inventory.total() - inventory.reserved()) * inventory.ratio();
    }

    private static boolean memberOf(Query.Group group, Provider provider) {
        return group.memberOf().stream()
                .allMatch(any -> provider.aggregates().stream().anyMatch(any::contains));
    }

    private static boolean forbiddenAggregate(Query.Group group, Provider provider) {
        return provider.aggregates().stream().anyMatch(group.forbiddenAggregates()::contains);
    }

    private boolean together(List<Need> needs, List<Provider> chosen) {
        return traitsTogether(needs, chosen)
                && roomTogether(needs, chosen)
                && apart(needs, chosen)
                && flat(needs, chosen)
                && subtrees(needs, chosen);
    }

    private static boolean traitsTogether(List<Need> needs, List<Provider> chosen) {
        for (int i = 0; i < needs.size(); i++) {
            Query.Group group = needs.get(i).group();
            if (!group.spread()) {
                continue;
            }
            var has = new HashSet<String>();
            for (int j = 0; j < needs.size(); j++) {
                if (needs.get(j).group() == group) {
                    has.addAll(chosen.get(j).traits());
                }
            }
            if (!group.required().stream().allMatch(any -> any.stream().anyMatch(has::contains))) {
                return false;
            }
        }
        return true;
    }

    private static boolean roomTogether(List<Need> needs, List<Provider> chosen) {
        return taken(needs, chosen).entrySet().stream().allMatch(each -> {
            Provider provider = each.getKey();
            return each.getValue().entrySet().stream().allMatch(amount -> {
                Inventory inventory = provider.inventories().get(amount.getKey());
                return inventory != null
                        && amount.getValue() <= inventory.maxUnit()
                        && provider.usages().of(amount.getKey()) + amount.getValue()
                                <= (inventory.total() - inventory.reserved()) * inventory.ratio();
            });
        });
    }

    private boolean apart(List<Need> needs, List<Provider> chosen) {
        var used = new HashSet<String>();
        for (int i = 0; i < needs.size(); i++) {
            if (query.isolated()
                    && !needs.get(i).group().spread()
                    && !used.add(chosen.get(i).id())) {
                return false;
            }
        }
        return true;
    }

    private boolean flat(List<Need> needs, List<Provider> chosen) {
        var byRoot = new HashMap<String, String>();
        for (Provider giver : taken(needs, chosen).keySet()) {
            if (query.flat() && byRoot.put(giver.root(), giver.id()) != null) {
                return false;
            }
        }
        return true;
    }

    private boolean subtrees(List<Need> needs, List<Provider> chosen) {
        for (Set<String> suffixes : query.subtrees()) {
            var members = new ArrayList<Provider>();
            for (int i = 0; i < needs.size(); i++) {
                if (suffixes.contains(needs.get(i).group().suffix())) {
                    members.add(chosen.get(i));
                }
            }
            if (members.stream().noneMatch(top -> members.stream().allMatch(each -> above(top, each)))) {
                return false;
            }
        }
        return true;
    }

    private boolean above(Provider top, Provider each) {
        return top.id().equals(each.id())
                || each.parent()
                        .map(providers::get)
                        .filter(parent -> above(top, parent))
                        .isPresent();
    }

    private static Map<Provider, Map<String, Long>> taken(List<Need> needs, List<Provider> chosen) {
        var taken = new HashMap<Provider, Map<String, Long>>();
        for (int i = 0; i < needs.size(); i++) {
            for (var amount : needs.get(i).amounts().entrySet()) {
                taken.computeIfAbsent(chosen.get(i), _ -> new TreeMap<>())
                        .merge(amount.getKey(), amount.getValue(), Long::sum);
            }
        }
        return taken;
    }

    private Found told(List<Need> needs, List<Provider> chosen) {
        var taken = new TreeMap<String, Map<String, Long>>();
        taken(needs, chosen).forEach((provider, amounts) -> taken.put(provider.id(), amounts));
        var givers = new TreeMap<String, Set<String>>();
        query.groups().forEach(group -> givers.put(group.suffix(), new TreeSet<>()));
        for (int i = 0; i < needs.size(); i++) {
            givers.computeIfAbsent(needs.get(i).group().suffix(), _ -> new TreeSet<>())
                    .add(chosen.get(i).id());
        }
        return new Found(taken, givers);
    }
}
