package kilonova.control.scheduling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kilonova.control.host.Standing;
import kilonova.control.placement.Inventory;
import kilonova.control.placement.Provider;
import kilonova.control.placement.Resources;

/**
 * Every host as columns: one array per amount, one bit set per quality. Not thread-safe: {@link Scheduler} guards it.
 *
 * <p>Claims under way are held against a host until the change log tells of them, so that a burst does not pile onto one.
 */
final class HostMemory {
    private final Map<String, Integer> slots = new HashMap<>();
    private final List<String> ids = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<String> zones = new ArrayList<>();
    private final Map<String, Column> columns = new HashMap<>();
    private final Map<String, BitSet> traits = new HashMap<>();
    private final Map<String, BitSet> inZone = new HashMap<>();
    private final BitSet up = new BitSet();
    private final BitSet enabled = new BitSet();
    /** Generations of the hosts' rows, and of the providers'. */
    private long[] standings = new long[16];

    private long[] generations = new long[16];
    private final Map<String, Claim> underWay = new HashMap<>();

    private record Claim(int slot, Resources resources) {}

    /** One resource class over all hosts. */
    private static final class Column {
        private Inventory[] inventory = new Inventory[16];
        private long[] capacity = new long[16];
        private long[] used = new long[16];
        private long[] held = new long[16];

        void grow(int size) {
            if (size > capacity.length) {
                int length = Math.max(size, capacity.length * 2);
                inventory = Arrays.copyOf(inventory, length);
                capacity = Arrays.copyOf(capacity, length);
                used = Arrays.copyOf(used, length);
                held = Arrays.copyOf(held, length);
            }
        }

        long free(int slot) {
            return capacity[slot] - used[slot] - held[slot];
        }
    }

    int size() {
        return ids.size();
    }

    String id(int slot) {
        return ids.get(slot);
    }

    String name(int slot) {
        return names.get(slot);
    }

    String zone(int slot) {
        return zones.get(slot);
    }

    /** Takes a host as it stands at its generation; an older standing than known is passed over. */
    void put(Standing host) {
        int slot = slot(host.id());
        if (host.generation() <= standings[slot]) {
            return;
        }
        standings[slot] = host.generation();
        names.set(slot, host.name());
        inZone.values().forEach(hosts -> hosts.clear(slot));
        zones.set(slot, host.zone());
        inZone.computeIfAbsent(host.zone(), zone -> new BitSet()).set(slot);
        up.set(slot, host.up());
        enabled.set(slot, host.enabled());
    }

    /** Takes a provider as it is at its generation; an older one than known is passed over. */
    void put(Provider provider) {
        int slot = slot(provider.id());
        if (provider.generation() <= generations[slot]) {
            return;
        }
        generations[slot] = provider.generation();
        for (Column column : columns.values()) {
            column.inventory[slot] = null;
            column.capacity[slot] = 0;
            column.used[slot] = 0;
        }
        provider.inventories().forEach((resource, inventory) -> {
            Column column = column(resource);
            column.inventory[slot] = inventory;
            column.capacity[slot] = inventory.capacity();
            column.used[slot] = provider.usages().of(resource);
        });
        traits.values().forEach(hosts -> hosts.clear(slot));
        provider.traits().forEach(trait -> traits.computeIfAbsent(trait, name -> new BitSet())
                .set(slot));
    }

    /** Holds a claim until {@link #settled}; a later one of the same consumer takes its place. */
    void underWay(String consumer, int slot, Resources resources) {
        settled(consumer);
        underWay.put(consumer, new Claim(slot, resources));
        resources.amounts().forEach((resource, amount) -> column(resource).held[slot] += amount);
    }

    /** Consumers with a claim under way, sorted. */
    List<String> underWay() {
        return underWay.keySet().stream().sorted().toList();
    }

    void settled(String consumer) {
        Claim claim = underWay.remove(consumer);
        if (claim != null) {
            claim.resources().amounts().forEach((resource, amount) -> column(resource).held[claim.slot()] -= amount);
        }
    }

    /** The hosts that a rule lets pass, of those given. */
    BitSet passing(Rule rule, PlacementRequest request, BitSet hosts) {
        BitSet passing = (BitSet) hosts.clone();
        switch (rule) {
            case DESTINATION ->
                request.host()
                        .ifPresent(name -> keep(passing, slot -> names.get(slot).equals(name)));
            case TRIED ->
                request.tried().forEach(id -> {
                    Integer slot = slots.get(id);
                    if (slot != null) {
                        passing.clear(slot);
                    }
                });
            case DOWN -> passing.and(up);
            case DISABLED -> passing.and(enabled);
            case ZONE -> request.zone().ifPresent(zone -> passing.and(inZone.getOrDefault(zone, new BitSet())));
            case TRAITS -> {
                request.requiredTraits().forEach(trait -> passing.and(traits.getOrDefault(trait, new BitSet())));
                request.forbiddenTraits().forEach(trait -> passing.andNot(traits.getOrDefault(trait, new BitSet())));
            }
            case RESOURCES ->
                request.resources().amounts().forEach((resource, amount) -> {
                    Column column = column(resource);
                    keep(passing, slot -> {
                        Inventory inventory = column.inventory[slot];
                        return inventory != null && inventory.allows(amount) && column.free(slot) >= amount;
                    });
                });
        }
        return passing;
    }

    long free(String resource, int slot) {
        Column column = columns.get(resource);
        return column == null ? 0 : column.free(slot);
    }

    private static void keep(BitSet hosts, java.util.function.IntPredicate passes) {
        for (int slot = hosts.nextSetBit(0); slot >= 0; slot = hosts.nextSetBit(slot + 1)) {
            if (!passes.test(slot)) {
                hosts.clear(slot);
            }
        }
    }

    private int slot(String id) {
        Integer known = slots.get(id);
        if (known != null) {
            return known;
        }
        int slot = ids.size();
        slots.put(id, slot);
        ids.add(id);
        names.add("");
        zones.add("");
        columns.values().forEach(column -> column.grow(slot + 1));
        if (slot >= generations.length) {
            generations = Arrays.copyOf(generations, generations.length * 2);
            standings = Arrays.copyOf(standings, standings.length * 2);
        }
        return slot;
    }

    private Column column(String resource) {
        Column column = columns.computeIfAbsent(resource, name -> new Column());
        column.grow(ids.size());
        return column;
    }
}
