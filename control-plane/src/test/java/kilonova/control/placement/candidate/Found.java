package kilonova.control.placement.candidate;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A candidate in plain words: what is taken of which provider, and who gives to which group. */
record Found(Map<String, Map<String, Long>> taken, Map<String, Set<String>> givers) {
    static Found of(Candidate candidate) {
        var taken = new TreeMap<String, Map<String, Long>>();
        candidate.takes().forEach(take -> taken.put(take.from().id(), new TreeMap<>(take.amounts())));
        var givers = new TreeMap<String, Set<String>>();
        candidate.mappings().forEach(mapping -> {
            var ids = new TreeSet<String>();
            mapping.providers().forEach(node -> ids.add(node.id()));
            givers.put(mapping.suffix(), ids);
        });
        return new Found(taken, givers);
    }
}
