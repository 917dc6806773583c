package kilonova.control.placement.candidate;

import java.util.List;
import java.util.Map;

/**
 * One way to satisfy all groups.
 *
 * @param takes what is taken of each provider, by the provider's id
 * @param mappings the providers of each group, by suffix
 */
public record Candidate(List<Take> takes, List<Mapping> mappings) {

    /** Amounts by resource class. */
    public record Take(Node from, Map<String, Long> amounts) {}

    /** Who gives to a group. */
    public record Mapping(String suffix, List<Node> providers) {}

    public Candidate {
        takes = List.copyOf(takes);
        mappings = List.copyOf(mappings);
    }
}
