package kilonova.control.placement.candidate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether choices that are still open can all be made at once, as far as one resource class, or the rule that no two take
 * from the same provider, can tell: a matching of choices to places, by augmenting paths. What it refuses has no solution;
 * what it lets pass may have none.
 */
final class Matching {
    private final List<Choice> choices;
    private final Map<Node, Integer> index = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final int[][] edges;
    private int[] free = {};
    private int[][] taken = {};
    private boolean[] visited = {};

    /** How many choices may fall on a provider. */
    interface Places {
        long of(Node node);
    }

    Matching(List<Choice> choices) {
        this.choices = choices;
        this.edges = new int[choices.size()][];
        for (int i = 0; i < edges.length; i++) {
            Node[] options = choices.get(i).options();
            edges[i] = new int[options.length];
            for (int j = 0; j < options.length; j++) {
                edges[i][j] = index.computeIfAbsent(options[j], node -> {
                    nodes.add(node);
                    return nodes.size() - 1;
                });
            }
        }
    }

    boolean possible(Places places) {
        int size = choices.size();
        free = new int[nodes.size()];
        taken = new int[nodes.size()][size];
        for (int i = 0; i < free.length; i++) {
            free[i] = (int) Math.max(0, Math.min(size, places.of(nodes.get(i))));
            Arrays.fill(taken[i], -1);
        }
        for (int choice = 0; choice < size; choice++) {
            visited = new boolean[nodes.size()];
            if (!augment(choice)) {
                return false;
            }
        }
        return true;
    }

    private boolean augment(int choice) {
        for (int node : edges[choice]) {
            if (visited[node]) {
                continue;
            }
            visited[node] = true;
            for (int place = 0; place < free[node]; place++) {
                int holder = taken[node][place];
                if (holder < 0 || augment(holder)) {
                    taken[node][place] = choice;
                    return true;
                }
            }
        }
        return false;
    }
}
