package kilonova.control.placement;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import kilonova.control.placement.candidate.Giver;

/**
 * Something with resources to give: a hypervisor, a part of one, a device, a pool.
 *
 * @param root the provider at the top of its tree; its own id for one without a parent
 * @param hosting whether it is a host of this cloud
 * @param reported traits that its host reported last, whether it has them or not; all others are its operators'
 * @param generation what callers compare; tells of inventories, usages, traits
 * @param stamp counts the writes that the generation does not tell: of name, parent and aggregates
 */
public record Provider(
        String id,
        String name,
        Optional<String> parent,
        String root,
        boolean hosting,
        Map<String, Inventory> inventories,
        Resources usages,
        List<String> traits,
        List<String> reported,
        List<String> aggregates,
        long generation,
        long stamp,
        long createdAt,
        long updatedAt) {

    public Provider {
        inventories = Collections.unmodifiableMap(new TreeMap<>(inventories));
        traits = sorted(traits);
        reported = sorted(reported);
        aggregates = sorted(aggregates);
    }

    /** A host of this cloud as it comes to be known. */
    static Provider host(String id, String name, Map<String, Inventory> inventories, List<String> traits, long now) {
        return new Provider(
                id,
                name,
                Optional.empty(),
                id,
                true,
                inventories,
                Resources.NONE,
                traits,
                traits,
                List.of(),
                1,
                0,
                now,
                now);
    }

    /** One that a caller makes. */
    static Provider made(String id, String name, Optional<Provider> parent, long now) {
        return new Provider(
                id,
                name,
                parent.map(Provider::id),
                parent.map(Provider::root).orElse(id),
                false,
                Map.of(),
                Resources.NONE,
                List.of(),
                List.of(),
                List.of(),
                0,
                0,
                now,
                now);
    }

    /** As it is made, with all that its maker says. */
    Provider with(Map<String, Inventory> has, List<String> is, List<String> gathered) {
        return new Provider(
                id,
                name,
                parent,
                root,
                hosting,
                has,
                usages,
                is,
                reported,
                gathered,
                generation,
                stamp,
                createdAt,
                updatedAt);
    }

    /** With more given out, or less: one generation on. */
    Provider using(Resources used, long now) {
        return next(name, inventories, used, traits, reported, now);
    }

    /** With other inventories: one generation on. */
    Provider having(Map<String, Inventory> others, long now) {
        return next(name, others, usages, traits, reported, now);
    }

    /** With other traits: one generation on. */
    Provider being(List<String> others, long now) {
        return next(name, inventories, usages, others, reported, now);
    }

    /**
     * What its host reports now: one generation on. As Nova's resource tracker does, it takes the traits that were reported
     * before and are not now, and leaves those that were never reported: they were set by somebody else.
     */
    Provider reported(String newName, Map<String, Inventory> others, List<String> qualities, long now) {
        var is = new TreeSet<>(traits);
        reported.forEach(is::remove);
        is.addAll(qualities);
        return next(newName, others, usages, List.copyOf(is), qualities, now);
    }

    private Provider next(
            String called,
            Map<String, Inventory> has,
            Resources used,
            List<String> is,
            List<String> qualities,
            long now) {
        return new Provider(
                id,
                called,
                parent,
                root,
                hosting,
                has,
                used,
                is,
                qualities,
                aggregates,
                generation + 1,
                stamp,
                createdAt,
                now);
    }

    /** The same, whose usages are told in other words. */
    Provider counting(Resources used) {
        return new Provider(
                id,
                name,
                parent,
                root,
                hosting,
                inventories,
                used,
                traits,
                reported,
                aggregates,
                generation,
                stamp,
                createdAt,
                updatedAt);
    }

    /** In other aggregates; its generation stays. */
    Provider in(List<String> others, long now) {
        return stamped(name, parent, root, others, generation, now);
    }

    /** The same, one generation on. */
    Provider inNext(List<String> others, long now) {
        return stamped(name, parent, root, others, generation + 1, now);
    }

    /** Under another name or parent; its generation stays. */
    Provider placed(String called, Optional<String> under, String top, long now) {
        return stamped(called, under, top, aggregates, generation, now);
    }

    private Provider stamped(
            String called, Optional<String> under, String top, List<String> gathered, long at, long now) {
        return new Provider(
                id,
                called,
                under,
                top,
                hosting,
                inventories,
                usages,
                traits,
                reported,
                gathered,
                at,
                stamp + 1,
                createdAt,
                now);
    }

    /** As candidates are searched for among them. */
    public Giver giver() {
        var stocks = new TreeMap<String, Giver.Stock>();
        inventories.forEach((resource, inventory) -> stocks.put(
                resource,
                new Giver.Stock(
                        inventory.capacity(),
                        usages.of(resource),
                        inventory.minUnit(),
                        inventory.maxUnit(),
                        inventory.stepSize())));
        return new Giver(id, parent.orElse(""), root, stocks, traits, aggregates);
    }

    /** Whether the amounts fit beside what is given out already. */
    public boolean fits(Resources wanted) {
        return obstacle(wanted).isEmpty();
    }

    /** What keeps the amounts from fitting beside what is given out already. */
    Optional<Obstacle> obstacle(Resources wanted) {
        for (var each : wanted.amounts().entrySet()) {
            String resource = each.getKey();
            Inventory inventory = inventories.get(resource);
            if (inventory == null) {
                return Optional.of(new Obstacle(resource, Obstacle.Rule.INVENTORY));
            }
            if (!inventory.allows(each.getValue())) {
                return Optional.of(new Obstacle(resource, Obstacle.Rule.CONSTRAINTS));
            }
            if (usages.of(resource) + each.getValue() > inventory.capacity()) {
                return Optional.of(new Obstacle(resource, Obstacle.Rule.CAPACITY));
            }
        }
        return Optional.empty();
    }

    static String packInventories(Map<String, Inventory> inventories) {
        var text = new StringBuilder();
        new TreeMap<>(inventories).forEach((resource, inventory) -> text.append(text.isEmpty() ? "" : ";")
                .append(resource)
                .append('=')
                .append(inventory.pack()));
        return text.toString();
    }

    static Map<String, Inventory> unpackInventories(String text) {
        var inventories = new TreeMap<String, Inventory>();
        for (String each : text.split(";", 0)) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                inventories.put(each.substring(0, equals), Inventory.unpack(each.substring(equals + 1)));
            }
        }
        return inventories;
    }

    /** What memories need, as the change log carries it. */
    public String pack() {
        return generation + "|" + packInventories(inventories) + "|" + usages.pack() + "|" + String.join(",", traits)
                + "|" + parent.orElse("") + "|" + root + "|" + (hosting ? "host" : "") + "|"
                + String.join(",", aggregates);
    }

    /** The reverse of {@link #pack}; name, times and what was reported are not in it. */
    public static Provider unpack(String id, String text) {
        String[] part = text.split("\\|", -1);
        boolean whole = part.length > 7;
        return new Provider(
                id,
                "",
                whole && !part[4].isEmpty() ? Optional.of(part[4]) : Optional.empty(),
                whole ? part[5] : id,
                !whole || part[6].equals("host"),
                unpackInventories(part[1]),
                Resources.unpack(part[2]),
                list(part[3]),
                List.of(),
                whole ? list(part[7]) : List.of(),
                Long.parseLong(part[0]),
                0,
                0,
                0);
    }

    static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
    }

    private static List<String> sorted(List<String> names) {
        return names.size() < 2
                ? List.copyOf(names)
                : names.stream().sorted().distinct().toList();
    }
}
