package kilonova.control.placement.candidate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Pure. What is to be chosen for one tree, and from whom. */
final class Choices {
    private static final Node[] NOBODY = {};

    private final List<GroupPlan> groups;
    /** Those who share and could give to some group. */
    private final List<Node> sharing;

    private Node[] buffer = new Node[16];

    Choices(List<GroupPlan> groups, View view) {
        this.groups = groups;
        this.sharing = view.sharing.stream().filter(this::useful).toList();
    }

    private boolean useful(Node node) {
        for (GroupPlan group : groups) {
            if (!group.spread() && group.satisfiedBy(node)) {
                return true;
            }
            for (int i = 0; group.spread() && i < group.classes.length; i++) {
                if (node.gives(group.classes[i], group.amounts[i])) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean nobodyShares() {
        return sharing.isEmpty();
    }

    /** Empty when something cannot be had from anybody. */
    Optional<List<Choice>> of(Tree tree) {
        Node root = tree.root;
        if (root == null || sharing.isEmpty() && !groups.stream().allMatch(group -> group.mayTakeFrom(tree))) {
            return Optional.empty();
        }
        var choices = new ArrayList<Choice>();
        var whole = new ArrayList<Choice>();
        for (GroupPlan group : groups) {
            if (!group.spread()) {
                Node[] options = satisfying(group, tree);
                if (options.length == 0) {
                    return Optional.empty();
                }
                whole.add(new Choice(group, -1, options));
                continue;
            }
            if (group.boundElsewhere(tree)) {
                return Optional.empty();
            }
            for (int i = 0; i < group.classes.length; i++) {
                Node[] options = giving(group, i, tree, root);
                if (options.length == 0) {
                    return Optional.empty();
                }
                choices.add(new Choice(group, i, options));
            }
        }
        whole.sort(Comparator.comparingInt(choice -> choice.options().length));
        choices.addAll(whole);
        return Optional.of(choices);
    }

    private Node[] satisfying(GroupPlan group, Tree tree) {
        int count = 0;
        for (Node node : tree.nodes) {
            if (group.satisfiedBy(node)) {
                count = keep(node, count);
            }
        }
        for (Node node : sharing) {
            if (sharesWith(node, tree) && group.satisfiedBy(node)) {
                count = keep(node, count);
            }
        }
        return count == 0 ? NOBODY : Arrays.copyOf(buffer, count);
    }

    private Node[] giving(GroupPlan group, int index, Tree tree, Node root) {
        int count = 0;
        for (Node node : tree.nodes) {
            if (group.takes(index, node, root, true)) {
                count = keep(node, count);
            }
        }
        if (group.boundTo() == null) {
            for (Node node : sharing) {
                if (sharesWith(node, tree) && group.takes(index, node, root, false)) {
                    count = keep(node, count);
                }
            }
        }
        return count == 0 ? NOBODY : Arrays.copyOf(buffer, count);
    }

    private int keep(Node node, int count) {
        if (count == buffer.length) {
            buffer = Arrays.copyOf(buffer, count * 2);
        }
        buffer[count] = node;
        return count + 1;
    }

    /** Whether it gives to a tree that is not its own. */
    private static boolean sharesWith(Node node, Tree tree) {
        return Bits.meet(node.aggregates, tree.aggregates) && !node.root().equals(tree.id);
    }
}
