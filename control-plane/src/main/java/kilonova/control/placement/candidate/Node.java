package kilonova.control.placement.candidate;

import java.util.List;
import java.util.function.Function;
import kilonova.control.placement.Inventory;
import kilonova.control.placement.Provider;
import kilonova.control.placement.StandardNames;
import org.jspecify.annotations.Nullable;

/** A provider as the search sees it: amounts as arrays, one entry per resource class that it has. Never changes. */
public final class Node {
    private final Provider provider;
    private final int[] classes;
    private final Inventory[] inventories;
    private final long[] capacity;
    private final long[] used;
    final long[] traits;
    final long[] aggregates;
    /** Whether it gives to other trees too, those that it has an aggregate in common with. */
    final boolean shares;

    private volatile @Nullable Object remembered;

    Node(Provider provider, Names names) {
        this.provider = provider;
        int size = provider.inventories().size();
        this.classes = new int[size];
        this.inventories = new Inventory[size];
        this.capacity = new long[size];
        this.used = new long[size];
        int at = 0;
        for (var each : provider.inventories().entrySet()) {
            classes[at] = names.classes.of(each.getKey());
            inventories[at] = each.getValue();
            capacity[at] = each.getValue().capacity();
            used[at++] = provider.usages().of(each.getKey());
        }
        this.traits = Bits.of(names.traits.of(provider.traits()));
        this.aggregates = Bits.of(names.aggregates.of(provider.aggregates()));
        this.shares = provider.traits().contains(StandardNames.SHARES);
    }

    public String id() {
        return provider.id();
    }

    public String parent() {
        return provider.parent().orElse("");
    }

    public String root() {
        return provider.root();
    }

    public List<String> traits() {
        return provider.traits();
    }

    /** All that it has: the class, and {@code (capacity, used)}. */
    public void resources(Amounts told) {
        int at = 0;
        for (String resource : provider.inventories().keySet()) {
            told.of(resource, capacity[at], used[at++]);
        }
    }

    /** Takes what a provider has of one class. */
    public interface Amounts {
        void of(String resource, long capacity, long used);
    }

    /** What was made of it before, or is now: it never changes, so that what is made of it never does. */
    @SuppressWarnings("unchecked")
    public <T> T remember(Function<Node, T> maker) {
        Object known = remembered;
        if (known == null) {
            known = maker.apply(this);
            remembered = known;
        }
        return (T) known;
    }

    /** Whether one request may take the amount. */
    boolean gives(int resource, long amount) {
        int at = at(resource);
        return at >= 0 && inventories[at].allows(amount) && used[at] + amount <= capacity[at];
    }

    /** How much of the class all requests of one consumer may take together. */
    long most(int resource) {
        int at = at(resource);
        return at < 0 ? 0 : Math.min(capacity[at] - used[at], inventories[at].maxUnit());
    }

    int[] classes() {
        return classes;
    }

    private int at(int resource) {
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] == resource) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return provider.id();
    }
}
