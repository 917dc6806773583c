package kilonova.control.placement;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import kilonova.kernel.Problem;

/** Pure. What may be written of a provider, and what it is then. Every refusal is a problem that is thrown. */
final class ProviderLifecycle {
    static final String KIND = "resource_provider";

    private static final int MAX_NAME = 200;

    private ProviderLifecycle() {}

    /** The generation that a caller saw must be the one that there is. */
    static void requireCurrent(Provider seen, Optional<Long> generation) {
        if (generation.isPresent() && generation.get() != seen.generation()) {
            throw new Problem.Stale(KIND, seen.id()).raise();
        }
    }

    static void requireName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new Problem.Invalid("name", name.length() + " characters (expected: 1.." + MAX_NAME + ")").raise();
        }
    }

    /** A UUID in its usual form. */
    static String uuid(String field, String text) {
        try {
            String plain = text.replace("-", "");
            if (plain.length() != 32) {
                throw new IllegalArgumentException(text);
            }
            return new UUID(Long.parseUnsignedLong(plain, 0, 16, 16), Long.parseUnsignedLong(plain, 16, 32, 16))
                    .toString();
        } catch (IllegalArgumentException malformed) {
            throw new Problem.Invalid(field, "not a UUID: " + text.substring(0, Math.min(80, text.length()))).raise();
        }
    }

    static List<String> uuids(String field, Collection<String> texts) {
        return texts.stream().map(text -> uuid(field, text)).distinct().toList();
    }

    /** @param whole an inventory that gives nothing is refused too */
    static void requireSound(Provider of, Map<String, Inventory> inventories, boolean whole) {
        inventories.forEach((resource, inventory) -> {
            requireRange(resource, "total", inventory.total(), 1);
            requireRange(resource, "reserved", inventory.reserved(), 0);
            requireRange(resource, "min_unit", inventory.minUnit(), 1);
            requireRange(resource, "max_unit", inventory.maxUnit(), 1);
            requireRange(resource, "step_size", inventory.stepSize(), 1);
            if (!(inventory.ratio() >= 0 && inventory.ratio() <= Float.MAX_VALUE)) {
                throw new Problem.Invalid(
                                "inventories",
                                resource + ".allocation_ratio: " + inventory.ratio() + " (expected: 0 or more, finite)")
                        .raise();
            }
            if (inventory.capacity() < (whole ? 1 : 0)) {
                throw new Problem.InvalidInventory(of.id(), resource).raise();
            }
        });
    }

    private static void requireRange(String resource, String field, long value, long least) {
        if (value < least || value > Inventory.MOST) {
            throw new Problem.Invalid(
                            "inventories",
                            resource + "." + field + ": " + value + " (expected: " + least + ".." + Inventory.MOST
                                    + ")")
                    .raise();
        }
    }

    /** With these inventories in the place of all it has. What goes must not be in use; a reduction may be. */
    static Provider having(Provider seen, Map<String, Inventory> inventories, long now) {
        List<String> used = seen.inventories().keySet().stream()
                .filter(resource ->
                        !inventories.containsKey(resource) && seen.usages().of(resource) > 0)
                .toList();
        if (!used.isEmpty()) {
            throw new Problem.InUse("inventory", String.join(", ", used), seen.id()).raise();
        }
        return seen.having(inventories, now);
    }

    /** With one inventory more. */
    static Provider adding(Provider seen, String resource, Inventory inventory, long now) {
        if (seen.inventories().containsKey(resource)) {
            throw new Problem.Duplicate("inventory", resource).raise();
        }
        return seen.having(with(seen, resource, inventory), now);
    }

    /** With another inventory of a class that it has. */
    static Provider changing(Provider seen, String resource, Inventory inventory, long now) {
        if (!seen.inventories().containsKey(resource)) {
            throw new Problem.Unknown("resource_class", "inventory", resource).raise();
        }
        return seen.having(with(seen, resource, inventory), now);
    }

    /** Without the inventory of a class. */
    static Provider lacking(Provider seen, String resource, long now) {
        if (!seen.inventories().containsKey(resource)) {
            throw new Problem.NotFound("inventory", resource, seen.id()).raise();
        }
        var left = new TreeMap<>(seen.inventories());
        left.remove(resource);
        return having(seen, left, now);
    }

    private static Map<String, Inventory> with(Provider seen, String resource, Inventory inventory) {
        var all = new TreeMap<>(seen.inventories());
        all.put(resource, inventory);
        return all;
    }

    /**
     * Whether it may get this parent, or none.
     *
     * @param subtree ids of the provider and of all below it
     */
    static void requireMovable(
            Provider seen, Optional<Provider> under, Collection<String> subtree, boolean reparenting) {
        Optional<String> to = under.map(Provider::id);
        if (seen.parent().isPresent() && !seen.parent().equals(to) && !reparenting) {
            throw new Problem.Invalid(
                            "parent_id",
                            (to.isPresent() ? "re" : "un") + "-parenting a provider is not currently allowed.")
                    .raise();
        }
        if (to.filter(subtree::contains).isPresent()) {
            throw new Problem.Invalid("parent_id", "creating loop in the provider tree is not allowed.").raise();
        }
    }
}
