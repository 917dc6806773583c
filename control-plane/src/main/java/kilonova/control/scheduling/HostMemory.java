package kilonova.control.scheduling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;
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
    private final List<Standing> standings = new ArrayList<>();
    private final Map<String, Column> columns = new HashMap<>();
    private final Map<String, BitSet> traits = new HashMap<>();
    private final Map<String, BitSet> inZone = new HashMap<>();
    private final BitSet up = new BitSet();
    private final BitSet enabled = new BitSet();
    /** Generations of the providers' rows. */
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

        /** All that there is, not multiplied by any ratio. */
        long total(int slot) {
            return inventory[slot].total();
        }

        /** What is reserved, given out or about to be. */
        long spent(int slot) {
            return inventory[slot].reserved() + used[slot] + held[slot];
        }

        long unused(int slot) {
            return total(slot) - spent(slot);
        }
    }

    int size() {
        return ids.size();
    }

    Standing host(int slot) {
        return standings.get(slot);
    }

    /** Takes a host as it stands at its generation; an older standing than known is passed over. */
    void put(Standing host) {
        int slot = slot(host.id());
        if (host.generation() <= standings.get(slot).generation()) {
            return;
        }
        standings.set(slot, host);
        inZone.values().forEach(hosts -> hosts.clear(slot));
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

    /** Takes a host out that was deleted; should it be made anew, its generations begin anew, too. */
    void forget(String id) {
        Integer slot = slots.get(id);
        if (slot != null) {
            standings.set(slot, Standing.unknown(id));
            generations[slot] = 0;
            up.clear(slot);
            enabled.clear(slot);
            inZone.values().forEach(hosts -> hosts.clear(slot));
        }
    }

    /** Takes out every host but these. */
    void forgetAllBut(Set<String> known) {
        ids.stream().filter(id -> !known.contains(id)).forEach(this::forget);
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

    /**
     * The hosts that a rule lets pass, of those given.
     *
     * @param whereabouts the hosts of servers that the request names, by their ids
     */
    BitSet passing(Rule rule, PlacementRequest request, Map<String, List<String>> whereabouts, BitSet hosts) {
        BitSet passing = (BitSet) hosts.clone();
        switch (rule) {
            case DESTINATION ->
                request.host()
                        .ifPresent(
                                name -> keep(passing, slot -> host(slot).name().equals(name)));
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
            case SAME_HOST -> {
                if (!request.hints().sameHost().isEmpty()) {
                    passing.and(slotsOf(request.hints().sameHost(), whereabouts));
                }
            }
            case DIFFERENT_HOST -> passing.andNot(slotsOf(request.hints().differentHost(), whereabouts));
            case NEAR -> {
                if (!request.hints().nearIp().isEmpty()) {
                    var near = AddressBlock.around(
                            request.hints().nearIp(), request.hints().cidr());
                    keep(passing, slot -> near.contains(host(slot).hostIp()));
                }
            }
            case QUERY -> {
                if (!request.hints().query().isEmpty()) {
                    var query = HostQuery.parse(request.hints().query());
                    keep(passing, slot -> query.holds(name -> attribute(name, slot)));
                }
            }
        }
        return passing;
    }

    /** Hosts of these servers, those included on which a claim of theirs is under way. */
    private BitSet slotsOf(List<String> servers, Map<String, List<String>> whereabouts) {
        var found = new BitSet();
        for (String server : servers) {
            for (String host : whereabouts.getOrDefault(server, List.of())) {
                Integer slot = slots.get(host);
                if (slot != null) {
                    found.set(slot);
                }
            }
            Claim claim = underWay.get(server);
            if (claim != null) {
                found.set(claim.slot());
            }
        }
        return found;
    }

    /** What a query may ask of a host, under Nova's names. */
    private Optional<Comparable<?>> attribute(String name, int slot) {
        Standing host = host(slot);
        return switch (name) {
            case "uuid" -> Optional.of(host.id());
            case "host" -> Optional.of(host.name());
            case "nodename", "hypervisor_hostname" -> Optional.of(host.hypervisorHostname());
            case "hypervisor_type" -> Optional.of(host.hypervisorType());
            case "hypervisor_version" -> Optional.of((double) host.hypervisorVersion());
            case "host_ip" -> Optional.of(host.hostIp());
            case "free_ram_mb" -> amount("MEMORY_MB", slot, column -> column.unused(slot));
            case "total_usable_ram_mb" -> amount("MEMORY_MB", slot, column -> column.total(slot));
            case "free_disk_mb" -> amount("DISK_GB", slot, column -> column.unused(slot) * 1024);
            case "total_usable_disk_gb" -> amount("DISK_GB", slot, column -> column.total(slot));
            case "disk_mb_used" -> amount("DISK_GB", slot, column -> column.spent(slot) * 1024);
            case "vcpus_total" -> amount("VCPU", slot, column -> column.total(slot));
            case "vcpus_used" -> amount("VCPU", slot, column -> column.spent(slot));
            default -> Optional.empty();
        };
    }

    private Optional<Comparable<?>> amount(String resource, int slot, ToLongFunction<Column> of) {
        return Optional.ofNullable(columns.get(resource))
                .filter(column -> column.inventory[slot] != null)
                .map(column -> (double) of.applyAsLong(column));
    }

    long free(String resource, int slot) {
        Column column = columns.get(resource);
        return column == null ? 0 : column.free(slot);
    }

    private static void keep(BitSet hosts, IntPredicate passes) {
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
        standings.add(Standing.unknown(id));
        columns.values().forEach(column -> column.grow(slot + 1));
        if (slot >= generations.length) {
            generations = Arrays.copyOf(generations, generations.length * 2);
        }
        return slot;
    }

    private Column column(String resource) {
        Column column = columns.computeIfAbsent(resource, name -> new Column());
        column.grow(ids.size());
        return column;
    }
}
