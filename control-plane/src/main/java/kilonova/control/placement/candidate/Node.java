package kilonova.control.placement.candidate;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A provider as the search sees it: in numbers, one entry per resource class that it has. Never changes. */
public final class Node {
    /** Who has it gives to all trees that it shares an aggregate with. */
    private static final String SHARES = "MISC_SHARES_VIA_AGGREGATE";

    private final Giver giver;
    private final int[] classes;
    private final Giver.Stock[] stocks;
    final long[] traits;
    final long[] aggregates;
    /** Whether it gives to other trees too, those that it has an aggregate in common with. */
    final boolean shares;

    private volatile @Nullable Object remembered;

    Node(Giver giver, Names names) {
        this.giver = giver;
        this.classes = names.classes.of(giver.stocks().keySet());
        this.stocks = giver.stocks().values().toArray(Giver.Stock[]::new);
        this.traits = Bits.of(names.traits.of(giver.traits()));
        this.aggregates = Bits.of(names.aggregates.of(giver.aggregates()));
        this.shares = giver.traits().contains(SHARES);
    }

    public String id() {
        return giver.id();
    }

    public String parent() {
        return giver.parent();
    }

    public String root() {
        return giver.root();
    }

    public List<String> traits() {
        return giver.traits();
    }

    /** All that it has: the class, and {@code (capacity, used)}. */
    public void resources(Amounts told) {
        giver.stocks().forEach((resource, stock) -> told.of(resource, stock.capacity(), stock.used()));
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
        return at >= 0 && stocks[at].allows(amount) && stocks[at].used() + amount <= stocks[at].capacity();
    }

    /** How much of the class all requests of one consumer may take together. */
    long most(int resource) {
        int at = at(resource);
        return at < 0 ? 0 : Math.min(stocks[at].capacity() - stocks[at].used(), stocks[at].maxUnit());
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
        return giver.id();
    }
}
