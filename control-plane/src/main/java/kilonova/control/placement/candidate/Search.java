package kilonova.control.placement.candidate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds candidates in a view, one at a time: from tree to tree, and within a tree by choosing a provider for one thing after
 * another, going back where a choice leads nowhere. Not thread-safe.
 */
public final class Search {
    /** Steps that led to no candidate, of all trees together, after which it gives up. */
    static final int MAX_FRUITLESS = 5_000_000;
    /** Fruitless steps within a tree after which each further choice is looked at for whether the others remain possible. */
    private static final int CAREFUL_AFTER = 256;

    /** Steps for each choice that a candidate may take without being fruitless. */
    private static final int FRUITFUL = 8;

    private final View view;
    private final Query query;
    private final List<GroupPlan> groups = new ArrayList<>();
    private final Choices choices;
    private final Tree[] trees;
    private final long[] rootTraits;
    private final long[] rootForbidden;
    private final boolean hopeless;

    private int nextTree;
    private @Nullable Attempt attempt;
    /** Candidates that other trees may come to as well. */
    private final Set<Candidate> unanchored = new HashSet<>();

    private int fruitless;
    private boolean truncated;

    public Search(View view, Query query) {
        this.view = view;
        this.query = query;
        query.groups().forEach(group -> groups.add(new GroupPlan(group, view)));
        this.rootTraits = view.names.traits.bits(query.rootTraits());
        this.rootForbidden = view.names.traits.bits(query.rootForbidden());
        boolean unheardOf = query.rootTraits().stream().anyMatch(trait -> view.names.traits.known(trait) < 0);
        this.hopeless = unheardOf || groups.stream().anyMatch(GroupPlan::hopeless);
        this.choices = new Choices(groups, view);
        this.trees = trees();
    }

    /** A group that many may give to, and that is bound to a tree, binds all others to that tree. */
    private Tree[] trees() {
        Optional<String> only = groups.stream()
                .filter(GroupPlan::spread)
                .flatMap(group -> Optional.ofNullable(group.boundTo()).stream())
                .findFirst();
        if (only.isEmpty() && choices.nobodyShares()) {
            only = groups.stream()
                    .flatMap(group -> Optional.ofNullable(group.boundTo()).stream())
                    .findFirst();
        }
        if (only.isEmpty()) {
            return view.trees;
        }
        Tree tree = View.tree(view.trees, only.get());
        return tree == null ? new Tree[0] : new Tree[] {tree};
    }

    /** The next candidate; null when there is none any more. */
    public @Nullable Candidate next() {
        while (!truncated && !hopeless) {
            Attempt now = attempt;
            if (now == null) {
                now = begin();
                if (now == null) {
                    return null;
                }
                attempt = now;
            }
            Candidate found = now.next();
            if (found != null) {
                return found;
            }
            attempt = null;
        }
        return null;
    }

    /** Whether it gave up before all was looked at. */
    public boolean truncated() {
        return truncated;
    }

    private @Nullable Attempt begin() {
        while (nextTree < trees.length) {
            Tree tree = trees[nextTree++];
            Node root = tree.root;
            if (root != null && Bits.containsAll(root.traits, rootTraits) && !Bits.meet(root.traits, rootForbidden)) {
                Optional<List<Choice>> open = choices.of(tree);
                if (open.isPresent()) {
                    var begun = new Attempt(tree, open.get());
                    if (begun.possible(0)) {
                        return begun;
                    }
                }
            }
        }
        return null;
    }

    /** The search within one tree. */
    private final class Attempt {
        private final Tree tree;
        private final Choice[] open;
        private final Node[] chosen;
        private final int[] at;
        private final Subtrees subtrees;
        private final SpreadTraits traits;
        private int depth;
        private int sinceFound;

        Attempt(Tree tree, List<Choice> open) {
            this.tree = tree;
            this.open = open.toArray(Choice[]::new);
            this.chosen = new Node[open.size()];
            this.at = new int[open.size()];
            this.at[0] = -1;
            this.subtrees = new Subtrees(query.subtrees(), this.open, view);
            this.traits = new SpreadTraits(this.open);
        }

        @Nullable
        Candidate next() {
            while (depth >= 0) {
                int choice = ++at[depth];
                Node[] options = open[depth].options();
                if (choice >= options.length) {
                    depth--;
                    continue;
                }
                sinceFound++;
                if (++fruitless > MAX_FRUITLESS) {
                    truncated = true;
                    return null;
                }
                Node node = options[choice];
                chosen[depth] = node;
                if (!fits(node)) {
                    continue;
                }
                if (depth < open.length - 1) {
                    if (sinceFound < CAREFUL_AFTER || possible(depth + 1)) {
                        depth++;
                        at[depth] = -1;
                    }
                    continue;
                }
                Candidate candidate = CandidateMaker.make(groups, open, chosen);
                if (anchored() || unanchored.add(candidate)) {
                    fruitless -= Math.min(fruitless, Math.min(sinceFound, open.length * FRUITFUL));
                    sinceFound = 0;
                    return candidate;
                }
            }
            return null;
        }

        private boolean fits(Node node) {
            Choice now = open[depth];
            for (int i = 0; i < depth; i++) {
                Choice other = open[i];
                boolean same = chosen[i] == node;
                if (same && query.isolated() && !now.spread() && !other.spread()) {
                    return false;
                }
                if (!same
                        && query.flat()
                        && now.taking()
                        && other.taking()
                        && chosen[i].root().equals(node.root())) {
                    return false;
                }
                if (same && !room(node, now)) {
                    return false;
                }
            }
            return traits.possible(depth, chosen) && subtrees.possible(depth, chosen);
        }

        /** Whether what was chosen before, and this, can all be taken from the provider. */
        private boolean room(Node node, Choice now) {
            for (int each = 0; each < now.size(); each++) {
                int resource = now.resourceAt(each);
                if (now.amountAt(each) + taken(node, resource, depth) > node.most(resource)) {
                    return false;
                }
            }
            return true;
        }

        private long taken(Node node, int resource, int upTo) {
            long sum = 0;
            for (int i = 0; i < upTo; i++) {
                sum += chosen[i] == node ? open[i].amountOf(resource) : 0;
            }
            return sum;
        }

        /** Whether choices from this one on can be made at once, as far as that is easily told. */
        boolean possible(int from) {
            List<Choice> left = new ArrayList<>();
            for (int i = from; i < open.length; i++) {
                if (!open[i].spread()) {
                    left.add(open[i]);
                }
            }
            if (left.size() < 2 && from == 0 || left.isEmpty()) {
                return true;
            }
            return apart(left, from) && roomy(left, from);
        }

        private boolean apart(List<Choice> left, int from) {
            if (!query.isolated()) {
                return true;
            }
            var used = new HashSet<Node>();
            for (int i = 0; i < from; i++) {
                if (!open[i].spread()) {
                    used.add(chosen[i]);
                }
            }
            return new Matching(left).possible(node -> used.contains(node) ? 0 : 1);
        }

        private boolean roomy(List<Choice> left, int from) {
            var looked = new HashSet<Integer>();
            for (Choice each : left) {
                for (int i = 0; i < each.size(); i++) {
                    int resource = each.resourceAt(i);
                    if (!looked.add(resource)) {
                        continue;
                    }
                    List<Choice> wanting = left.stream()
                            .filter(one -> one.amountOf(resource) > 0)
                            .toList();
                    long least = wanting.stream()
                            .mapToLong(one -> one.amountOf(resource))
                            .min()
                            .orElse(1);
                    if (!new Matching(wanting)
                            .possible(node -> (node.most(resource) - taken(node, resource, from)) / least)) {
                        return false;
                    }
                }
            }
            return true;
        }

        /** Whether no other tree comes to the same. */
        private boolean anchored() {
            for (Node node : chosen) {
                if (!node.shares && node.root().equals(tree.id)) {
                    return true;
                }
            }
            return false;
        }
    }
}
