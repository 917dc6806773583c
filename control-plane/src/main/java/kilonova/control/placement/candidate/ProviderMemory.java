package kilonova.control.placement.candidate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All providers, as the change log tells of them. What was looked at stays as it was: a change after a look is made to a
 * copy of the list of trees.
 */
public final class ProviderMemory {
    private final Names names = new Names();
    /** The tree of each provider. Read by views, which pass over what they do not know. */
    private final Map<String, String> roots = new ConcurrentHashMap<>();
    /** Guarded by this. */
    private Tree[] trees = {};

    private final TreeMap<String, Node> sharing = new TreeMap<>();
    private long revision;
    private boolean looked;
    private View view = new View(0, names, trees, List.of(), roots);
    private boolean stale = true;

    /** One change of a provider, or that it is gone. */
    public sealed interface Change {
        record Put(Giver giver) implements Change {}

        record Gone(String id) implements Change {}
    }

    /** All that there is, as of the revision; whatever was known before is forgotten. */
    public synchronized void fill(List<Giver> givers, long asOf) {
        roots.clear();
        sharing.clear();
        var byRoot = new TreeMap<String, List<Node>>();
        for (Giver giver : givers) {
            var node = new Node(giver, names);
            roots.put(giver.id(), giver.root());
            byRoot.computeIfAbsent(giver.root(), _ -> new ArrayList<>()).add(node);
            share(node);
        }
        trees = byRoot.entrySet().stream()
                .map(each -> Tree.of(each.getKey(), each.getValue()))
                .toArray(Tree[]::new);
        looked = false;
        stale = true;
        revision = asOf;
    }

    /** What changed up to the revision, in order; seen together or not at all. */
    public synchronized void apply(List<Change> changes, long upTo) {
        revision = upTo;
        if (changes.isEmpty()) {
            return;
        }
        if (looked) {
            trees = trees.clone();
            looked = false;
        }
        stale = true;
        for (Change change : changes) {
            switch (change) {
                case Change.Put(Giver giver) -> put(giver);
                case Change.Gone(String id) -> remove(id);
            }
        }
    }

    private void put(Giver giver) {
        String before = roots.get(giver.id());
        if (before != null && !before.equals(giver.root())) {
            remove(giver.id());
        }
        var node = new Node(giver, names);
        roots.put(giver.id(), giver.root());
        share(node);
        int at = View.at(trees, giver.root());
        if (at >= 0) {
            trees[at] = trees[at].with(node);
            return;
        }
        int to = -at - 1;
        Tree[] more = Arrays.copyOf(trees, trees.length + 1);
        System.arraycopy(trees, to, more, to + 1, trees.length - to);
        more[to] = Tree.of(giver.root(), List.of(node));
        trees = more;
    }

    private void remove(String id) {
        String root = roots.remove(id);
        sharing.remove(id);
        int at = root == null ? -1 : View.at(trees, root);
        if (at < 0) {
            return;
        }
        Tree left = trees[at].without(id);
        if (!left.isEmpty()) {
            trees[at] = left;
            return;
        }
        Tree[] fewer = new Tree[trees.length - 1];
        System.arraycopy(trees, 0, fewer, 0, at);
        System.arraycopy(trees, at + 1, fewer, at, fewer.length - at);
        trees = fewer;
    }

    private void share(Node node) {
        if (node.shares) {
            sharing.put(node.id(), node);
        } else {
            sharing.remove(node.id());
        }
    }

    /** Everything as of one revision. */
    public synchronized View view() {
        if (stale || view.revision() != revision) {
            view = new View(revision, names, trees, List.copyOf(sharing.values()), roots);
            looked = true;
            stale = false;
        }
        return view;
    }
}
