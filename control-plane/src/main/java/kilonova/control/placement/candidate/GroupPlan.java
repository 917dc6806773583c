package kilonova.control.placement.candidate;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A group in numbers, against one view. */
final class GroupPlan {
    final String suffix;
    /** The resources of the group, for a candidate that takes all of them from one provider. */
    final Map<String, Long> resources;

    final String[] names;
    final int[] classes;
    final long[] amounts;
    private final long[][] required;
    private final long[] forbidden;
    private final long[][] memberOf;
    private final long[] forbiddenAggregates;
    private final boolean bound;
    private final @Nullable String boundTo;

    GroupPlan(Query.Group group, View view) {
        Names known = view.names;
        this.suffix = group.suffix();
        this.resources = Collections.unmodifiableMap(group.resources());
        this.names = group.resources().keySet().toArray(String[]::new);
        this.classes = new int[names.length];
        this.amounts = new long[names.length];
        for (int i = 0; i < names.length; i++) {
            classes[i] = known.classes.known(names[i]);
            amounts[i] = resources.getOrDefault(names[i], 0L);
        }
        this.required = group.required().stream().map(known.traits::bits).toArray(long[][]::new);
        this.forbidden = known.traits.bits(group.forbidden());
        this.memberOf = group.memberOf().stream().map(known.aggregates::bits).toArray(long[][]::new);
        this.forbiddenAggregates = known.aggregates.bits(group.forbiddenAggregates());
        this.bound = group.inTree().isPresent();
        this.boundTo = group.inTree()
                .flatMap(id -> Optional.ofNullable(view.treeOf(id)))
                .map(tree -> tree.id)
                .orElse(null);
    }

    boolean spread() {
        return suffix.isEmpty();
    }

    /** Nothing can satisfy it: what it needs is nowhere. */
    boolean hopeless() {
        boolean nowhere = bound && boundTo == null;
        for (int resource : classes) {
            nowhere |= resource < 0;
        }
        for (long[] any : required) {
            nowhere |= any.length == 0;
        }
        for (long[] any : memberOf) {
            nowhere |= any.length == 0;
        }
        return nowhere;
    }

    /** The one tree that it takes from; null for any. */
    @Nullable
    String boundTo() {
        return boundTo;
    }

    /** Whether the tree's own providers can satisfy it: a first look at all of them together. */
    boolean mayTakeFrom(Tree tree) {
        if (bound && !tree.id.equals(boundTo)) {
            return false;
        }
        for (int resource : classes) {
            if (!Bits.has(tree.classes, resource)) {
                return false;
            }
        }
        for (long[] any : required) {
            if (!Bits.meet(tree.traits, any)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the provider alone satisfies the whole group. */
    boolean satisfiedBy(Node node) {
        if (bound && !node.root().equals(boundTo)) {
            return false;
        }
        for (int i = 0; i < classes.length; i++) {
            if (!node.gives(classes[i], amounts[i])) {
                return false;
            }
        }
        for (long[] any : required) {
            if (!Bits.meet(node.traits, any)) {
                return false;
            }
        }
        return !Bits.meet(node.traits, forbidden) && member(node) && !Bits.meet(node.aggregates, forbiddenAggregates);
    }

    /** Whether the provider may give one class of the group to a tree: what its root is in, the whole tree is in. */
    boolean takes(int index, Node node, Node root, boolean ofTree) {
        return node.gives(classes[index], amounts[index])
                && !Bits.meet(node.traits, forbidden)
                && (member(node) || ofTree && member(root))
                && !Bits.meet(node.aggregates, forbiddenAggregates)
                && !Bits.meet(root.aggregates, forbiddenAggregates);
    }

    private boolean member(Node node) {
        for (long[] any : memberOf) {
            if (!Bits.meet(node.aggregates, any)) {
                return false;
            }
        }
        return true;
    }

    boolean boundElsewhere(Tree tree) {
        return bound && !tree.id.equals(boundTo);
    }

    int traitSets() {
        return required.length;
    }

    boolean meets(int traitSet, Node node) {
        return Bits.meet(node.traits, required[traitSet]);
    }
}
