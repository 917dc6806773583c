package kilonova.control.placement.candidate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Pure. A candidate from who was chosen for what. */
final class CandidateMaker {
    private static final Comparator<Candidate.Take> BY_ID =
            Comparator.comparing(take -> take.from().id());

    private CandidateMaker() {}

    static Candidate make(List<GroupPlan> groups, Choice[] open, Node[] chosen) {
        if (groups.size() == 1 && one(chosen)) {
            GroupPlan group = groups.getFirst();
            return new Candidate(
                    List.of(new Candidate.Take(chosen[0], group.resources)),
                    List.of(new Candidate.Mapping(group.suffix, List.of(chosen[0]))));
        }
        var amounts = new LinkedHashMap<Node, Map<String, Long>>();
        var givers = new LinkedHashMap<String, LinkedHashSet<Node>>();
        groups.forEach(group -> givers.put(group.suffix, new LinkedHashSet<>()));
        for (int i = 0; i < open.length; i++) {
            Choice choice = open[i];
            for (int each = 0; each < choice.size(); each++) {
                amounts.computeIfAbsent(chosen[i], _ -> new TreeMap<>())
                        .merge(choice.nameAt(each), choice.amountAt(each), Long::sum);
            }
            givers.computeIfAbsent(choice.group().suffix, _ -> new LinkedHashSet<>())
                    .add(chosen[i]);
        }
        var takes = new ArrayList<Candidate.Take>();
        amounts.forEach((node, taken) -> takes.add(new Candidate.Take(node, taken)));
        takes.sort(BY_ID);
        var mappings = new ArrayList<Candidate.Mapping>();
        givers.forEach((suffix, nodes) -> mappings.add(new Candidate.Mapping(
                suffix, nodes.stream().sorted(Comparator.comparing(Node::id)).toList())));
        return new Candidate(takes, mappings);
    }

    private static boolean one(Node[] chosen) {
        for (Node each : chosen) {
            if (each != chosen[0]) {
                return false;
            }
        }
        return true;
    }
}
