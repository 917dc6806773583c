package kilonova.control.placement;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Something with resources to give: here, a hypervisor. */
public record Provider(
        String id,
        String name,
        Map<String, Inventory> inventories,
        Resources usages,
        List<String> traits,
        long generation,
        long updatedAt) {

    public Provider {
        inventories = Collections.unmodifiableMap(new TreeMap<>(inventories));
        traits = traits.stream().sorted().distinct().toList();
    }

    /** Whether the amounts fit beside what is given out already. */
    public boolean fits(Resources wanted) {
        for (var each : wanted.amounts().entrySet()) {
            Inventory inventory = inventories.get(each.getKey());
            long amount = each.getValue();
            if (inventory == null
                    || !inventory.allows(amount)
                    || usages.of(each.getKey()) + amount > inventory.capacity()) {
                return false;
            }
        }
        return true;
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

    /** What the scheduler's memory needs, as the change log carries it. */
    public String pack() {
        return generation + "|" + packInventories(inventories) + "|" + usages.pack() + "|" + String.join(",", traits);
    }

    /** The reverse of {@link #pack}; name and time are not in it. */
    public static Provider unpack(String id, String text) {
        String[] part = text.split("\\|", -1);
        return new Provider(
                id,
                "",
                unpackInventories(part[1]),
                Resources.unpack(part[2]),
                part[3].isEmpty() ? List.of() : List.of(part[3].split(",", -1)),
                Long.parseLong(part[0]),
                0);
    }
}
