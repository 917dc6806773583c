package kilonova.control.placement.candidate;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every provider as of one revision. Never changes. */
public final class View {
    private final long revision;
    final Names names;
    /** By id. */
    final Tree[] trees;
    /** Providers that give to other trees too, by id. */
    final List<Node> sharing;

    private final Map<String, String> roots;

    View(long revision, Names names, Tree[] trees, List<Node> sharing, Map<String, String> roots) {
        this.revision = revision;
        this.names = names;
        this.trees = trees;
        this.sharing = sharing;
        this.roots = roots;
    }

    public long revision() {
        return revision;
    }

    /** How many trees there are. */
    public int size() {
        return trees.length;
    }

    /** All of the node's tree, by id. */
    public List<Node> tree(Node node) {
        Tree tree = tree(trees, node.root());
        return tree == null ? List.of(node) : List.of(tree.nodes);
    }

    /** The tree that a provider is in. */
    @Nullable
    Tree treeOf(String provider) {
        String root = roots.get(provider);
        return root == null ? null : tree(trees, root);
    }

    static @Nullable Tree tree(Tree[] trees, String id) {
        int at = at(trees, id);
        return at < 0 ? null : trees[at];
    }

    /** Where the tree of that id is, or {@code -(where it would be) - 1}. */
    static int at(Tree[] trees, String id) {
        int low = 0;
        int high = trees.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = trees[middle].id.compareTo(id);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }
}
