package kilonova.control.placement.candidate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Pure. Whether the providers of groups that must be in one subtree are, or can still come to be. */
final class Subtrees {
    private final Choice[] open;
    private final View view;
    /** Of each set of suffixes, the choices that it is about, in order. */
    private final List<int[]> sets = new ArrayList<>();

    Subtrees(List<Set<String>> suffixes, Choice[] open, View view) {
        this.open = open;
        this.view = view;
        for (Set<String> set : suffixes) {
            int[] about = IntStream.range(0, open.length)
                    .filter(i -> set.contains(open[i].group().suffix))
                    .toArray();
            if (about.length > 1) {
                sets.add(about);
            }
        }
    }

    boolean possible(int depth, Node[] chosen) {
        for (int[] about : sets) {
            if (contains(about, depth) && !possible(about, depth, chosen)) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(int[] about, int depth) {
        for (int each : about) {
            if (each == depth) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of those chosen, or of those that still may be, is above all that are chosen. */
    private boolean possible(int[] about, int depth, Node[] chosen) {
        for (int each : about) {
            if (each <= depth) {
                if (aboveAll(chosen[each], about, depth, chosen)) {
                    return true;
                }
            } else {
                for (Node option : open[each].options()) {
                    if (aboveAll(option, about, depth, chosen)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean aboveAll(Node top, int[] about, int depth, Node[] chosen) {
        for (int each : about) {
            if (each <= depth && !above(top, chosen[each])) {
                return false;
            }
        }
        return true;
    }

    /** Whether the one is the other, or above it. */
    private boolean above(Node top, Node node) {
        if (top == node) {
            return true;
        }
        if (!top.root().equals(node.root())) {
            return false;
        }
        Tree within = View.tree(view.trees, node.root());
        Node at = node;
        while (at != null && within != null && !at.parent().isEmpty()) {
            if (at.parent().equals(top.id())) {
                return true;
            }
            at = within.node(at.parent());
        }
        return false;
    }
}
