package kilonova.control.placement.candidate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What candidates are searched for.
 *
 * @param isolated groups with a suffix take from different providers
 * @param rootTraits the root of the tree has all of them
 * @param rootForbidden the root of the tree has none of them
 * @param subtrees of each: one provider of these groups is above all others of them, or they are one
 * @param flat at most one provider of a tree gives something
 */
public record Query(
        List<Group> groups,
        boolean isolated,
        Set<String> rootTraits,
        Set<String> rootForbidden,
        List<Set<String>> subtrees,
        boolean flat) {

    /**
     * What is asked for together.
     *
     * @param suffix empty for the one group that many providers of a tree, and those that share with it, may give to together
     * @param required one of each
     * @param memberOf one of each
     */
    public record Group(
            String suffix,
            Map<String, Long> resources,
            List<Set<String>> required,
            Set<String> forbidden,
            List<Set<String>> memberOf,
            Set<String> forbiddenAggregates,
            Optional<String> inTree) {
        public Group {
            resources = new TreeMap<>(resources);
            required = List.copyOf(required);
            memberOf = List.copyOf(memberOf);
        }

        public boolean spread() {
            return suffix.isEmpty();
        }
    }

    public Query {
        groups = List.copyOf(groups);
        subtrees = List.copyOf(subtrees);
    }
}
