package kilonova.control.placement.candidate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kilonova.control.placement.Inventory;
import kilonova.control.placement.Provider;
import kilonova.control.placement.Resources;

/** Small forests of providers and queries against them, in which everything that can matter happens often. */
record RandomWorld(List<Provider> providers, Query query) {
    private static final List<String> CLASSES = List.of("VCPU", "MEMORY_MB", "CUSTOM_DEVICE");
    private static final List<String> TRAITS = List.of("HW_CPU_X86_AVX", "CUSTOM_RED", "CUSTOM_BLUE");
    private static final List<String> AGGREGATES = List.of("agg-a", "agg-b", "agg-c");
    private static final String SHARES = "MISC_SHARES_VIA_AGGREGATE";

    static RandomWorld of(Random random) {
        List<Provider> providers = forest(random);
        return new RandomWorld(providers, query(random, providers));
    }

    /** The providers in the words of the search. */
    List<Giver> givers() {
        return providers.stream().map(Provider::giver).toList();
    }

    private static List<Provider> forest(Random random) {
        var providers = new ArrayList<Provider>();
        int trees = 1 + random.nextInt(4);
        boolean sharing = random.nextInt(2) == 0;
        boolean gathered = random.nextInt(3) > 0;
        for (int tree = 0; tree < trees; tree++) {
            int size = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(5);
            String root = "p" + tree + "-0";
            for (int i = 0; i < size; i++) {
                Optional<String> parent = i == 0 ? Optional.empty() : Optional.of("p" + tree + "-" + random.nextInt(i));
                providers.add(provider(random, "p" + tree + "-" + i, parent, root, sharing, gathered));
            }
        }
        return providers;
    }

    private static Provider provider(
            Random random, String id, Optional<String> parent, String root, boolean sharing, boolean gathered) {
        var inventories = new TreeMap<String, Inventory>();
        var usages = new TreeMap<String, Long>();
        for (String each : CLASSES) {
            if (random.nextInt(3) > 0) {
                inventories.put(each, inventory(random));
                if (random.nextInt(3) == 0) {
                    usages.put(each, (long) random.nextInt(4));
                }
            }
        }
        Set<String> traits = some(random, TRAITS, 3);
        if (sharing && random.nextInt(3) == 0) {
            traits.add(SHARES);
        }
        return new Provider(
                id,
                id,
                parent,
                root,
                false,
                inventories,
                new Resources(usages),
                List.copyOf(traits),
                List.of(),
                gathered ? List.copyOf(some(random, AGGREGATES, 3)) : List.of(),
                0,
                0,
                0,
                0);
    }

    private static Inventory inventory(Random random) {
        double[] ratios = {1.0, 1.0, 1.5, 2.0};
        return new Inventory(
                1 + random.nextInt(7),
                random.nextInt(4) / 3,
                1 + random.nextInt(6) / 5,
                1 + random.nextInt(7),
                1 + random.nextInt(6) / 5,
                ratios[random.nextInt(ratios.length)]);
    }

    private static Query query(Random random, List<Provider> providers) {
        var groups = new ArrayList<Query.Group>();
        int suffixed = random.nextInt(4);
        if (suffixed == 0 || random.nextInt(2) == 0) {
            groups.add(group(random, "", providers, false));
        }
        for (int i = 1; i <= suffixed; i++) {
            groups.add(group(random, "_" + i, providers, i > 1 && random.nextInt(4) == 0));
        }
        var subtrees = new ArrayList<Set<String>>();
        if (suffixed > 1 && random.nextInt(3) == 0) {
            var suffixes = new TreeSet<String>();
            for (int i = 1; i <= suffixed; i++) {
                if (random.nextInt(3) > 0) {
                    suffixes.add("_" + i);
                }
            }
            if (!suffixes.isEmpty()) {
                subtrees.add(suffixes);
            }
        }
        return new Query(
                groups,
                random.nextInt(2) == 0,
                random.nextInt(6) == 0 ? Set.of(one(random, TRAITS)) : Set.of(),
                random.nextInt(6) == 0 ? Set.of(one(random, TRAITS)) : Set.of(),
                subtrees,
                random.nextInt(5) == 0);
    }

    private static Query.Group group(Random random, String suffix, List<Provider> providers, boolean bare) {
        var resources = new TreeMap<String, Long>();
        int size = bare ? 0 : 1 + random.nextInt(suffix.isEmpty() ? 3 : 2);
        for (int i = 0; i < size; i++) {
            resources.put(one(random, CLASSES), 1L + random.nextInt(5) / 4);
        }
        var required = new ArrayList<Set<String>>();
        if (random.nextInt(10) == 0) {
            required.add(Set.of(one(random, TRAITS)));
        }
        if (random.nextInt(5) == 0) {
            required.add(some(random, TRAITS, 3, one(random, TRAITS)));
        }
        var memberOf = new ArrayList<Set<String>>();
        for (int i = random.nextInt(10); i > 7; i--) {
            memberOf.add(some(random, AGGREGATES, 3, one(random, AGGREGATES)));
        }
        String somebody = providers.get(random.nextInt(providers.size())).id();
        return new Query.Group(
                suffix,
                resources,
                required,
                random.nextInt(6) == 0 ? Set.of(one(random, TRAITS)) : Set.of(),
                memberOf,
                random.nextInt(8) == 0 ? Set.of(one(random, AGGREGATES)) : Set.of(),
                random.nextInt(9) == 0 ? Optional.of(random.nextInt(10) == 0 ? "nobody" : somebody) : Optional.empty());
    }

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static Set<String> some(Random random, List<String> of, int oneIn, String... surely) {
        var some = new TreeSet<>(List.of(surely));
        of.stream().filter(_ -> random.nextInt(oneIn) == 0).forEach(some::add);
        return some;
    }

    /** For the message of a test that failed. */
    @Override
    public String toString() {
        var text = new StringBuilder("\n");
        for (Provider each : providers) {
            text.append(each.id())
                    .append(" under ")
                    .append(each.parent().orElse("-"))
                    .append(' ')
                    .append(Map.of(
                            "has", each.inventories(), "used", each.usages().amounts()))
                    .append(' ')
                    .append(each.traits())
                    .append(' ')
                    .append(each.aggregates())
                    .append('\n');
        }
        return text.append(query).toString();
    }
}
