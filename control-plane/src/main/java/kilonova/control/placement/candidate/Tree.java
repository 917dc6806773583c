package kilonova.control.placement.candidate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A provider that has no parent, and all below it, by id. Never changes. */
final class Tree {
    private static final Comparator<Node> BY_ID = Comparator.comparing(Node::id);

    final String id;
    final Node[] nodes;
    /** The one at the top; null while it is not known. */
    final @Nullable Node root;

    final long[] traits;
    final long[] aggregates;
    final long[] classes;

    private Tree(String id, Node[] nodes) {
        this.id = id;
        this.nodes = nodes;
        Node top = null;
        long[] allTraits = Bits.NONE;
        long[] allAggregates = Bits.NONE;
        long[] allClasses = Bits.NONE;
        for (Node node : nodes) {
            if (node.id().equals(id)) {
                top = node;
            }
            allTraits = Bits.union(allTraits, node.traits);
            allAggregates = Bits.union(allAggregates, node.aggregates);
            allClasses = Bits.union(allClasses, Bits.of(node.classes()));
        }
        this.root = top;
        this.traits = allTraits;
        this.aggregates = allAggregates;
        this.classes = allClasses;
    }

    static Tree of(String id, List<Node> nodes) {
        Node[] sorted = nodes.toArray(Node[]::new);
        Arrays.sort(sorted, BY_ID);
        return new Tree(id, sorted);
    }

    /** With the node in the place of the one of its id, or beside the others. */
    Tree with(Node node) {
        int at = Arrays.binarySearch(nodes, node, BY_ID);
        if (at >= 0) {
            Node[] next = nodes.clone();
            next[at] = node;
            return new Tree(id, next);
        }
        Node[] next = Arrays.copyOf(nodes, nodes.length + 1);
        int to = -at - 1;
        System.arraycopy(nodes, to, next, to + 1, nodes.length - to);
        next[to] = node;
        return new Tree(id, next);
    }

    Tree without(String node) {
        return new Tree(
                id, Arrays.stream(nodes).filter(each -> !each.id().equals(node)).toArray(Node[]::new));
    }

    @Nullable
    Node node(String wanted) {
        int low = 0;
        int high = nodes.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = nodes[middle].id().compareTo(wanted);
            if (order == 0) {
                return nodes[middle];
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    boolean isEmpty() {
        return nodes.length == 0;
    }
}
