package kilonova.gateway.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kilonova.gateway.schema.PythonText;
import kilonova.placement.v1.FindAllocationCandidatesRequest;
import kilonova.placement.v1.GroupPolicy;
import kilonova.placement.v1.RequestGroup;
import kilonova.placement.v1.SuffixSet;

/**
 * The query of allocation candidates: groups of keys with the same ending, and what holds of all groups together.
 *
 * @param asked the classes that any group asks for
 */
record CandidateQuery(FindAllocationCandidatesRequest request, Set<String> asked) {
    private static final int SUBTREES_SINCE = 36;
    private static final int NESTED_SINCE = 29;
    private static final Pattern KEY = Pattern.compile("(resources|required|member_of|in_tree)([a-zA-Z0-9_-]{1,64})?");
    private static final int MOST = Integer.MAX_VALUE;

    /** @throws kilonova.gateway.http.HttpFaultException 400 for a query that means nothing */
    static CandidateQuery of(QueryText query, PlacementVersion version) {
        var keys = keys(query);
        var subtrees = subtrees(query, version);
        requireWhole(keys, subtrees, version);
        var groups = new LinkedHashMap<String, RequestGroup>();
        var asked = new LinkedHashSet<String>();
        var conflicts = new ArrayList<String>();
        keys.forEach((suffix, parts) -> {
            var group = group(suffix, parts, version, conflicts);
            groups.put(suffix, group);
            asked.addAll(group.getResourcesMap().keySet());
        });
        if (!conflicts.isEmpty()) {
            throw PlacementFault.of(
                            400,
                            "Conflicting required and forbidden traits found in the following traits keys: "
                                    + String.join(", ", conflicts))
                    .raise();
        }
        var request = FindAllocationCandidatesRequest.newBuilder()
                .addAllGroups(groups.values())
                .setGroupPolicy(policy(query, groups.values()))
                .setLimit(limit(query))
                .setFlat(!version.atLeast(NESTED_SINCE));
        rootTraits(query, version, request);
        subtrees.forEach(each -> request.addSameSubtrees(
                SuffixSet.newBuilder().addAllSuffixes(each).build()));
        return new CandidateQuery(request.build(), asked);
    }

    /** For each ending of keys, the values of its keys, in the order in which they came. */
    private static Map<String, Map<String, List<String>>> keys(QueryText query) {
        var keys = new LinkedHashMap<String, Map<String, List<String>>>();
        for (var pair : query.pairs()) {
            var key = KEY.matcher(pair.getKey());
            if (key.matches()) {
                String suffix = key.group(2) instanceof String found ? found : "";
                keys.computeIfAbsent(suffix, s -> new LinkedHashMap<>())
                        .computeIfAbsent(key.group(1), k -> new ArrayList<>())
                        .add(pair.getValue());
            }
        }
        return keys;
    }

    /** Every group asks for something, or is named by {@code same_subtree}; and one at least asks. */
    private static void requireWhole(
            Map<String, Map<String, List<String>>> keys, List<List<String>> subtrees, PlacementVersion version) {
        boolean any = keys.values().stream().anyMatch(parts -> parts.containsKey("resources"));
        if (version.atLeast(SUBTREES_SINCE)) {
            if (!any) {
                throw PlacementFault.of(
                                400,
                                PlacementFault.QUERY_MISSING_VALUE,
                                "There must be at least one resources or resources[$S] parameter.")
                        .raise();
            }
            requireKnown(keys, subtrees);
            return;
        }
        for (String part : List.of("required", "member_of", "in_tree")) {
            var orphans = new TreeSet<String>();
            keys.forEach((suffix, parts) -> {
                if (parts.containsKey(part) && !parts.containsKey("resources")) {
                    orphans.add(part + suffix);
                }
            });
            if (!orphans.isEmpty()) {
                String what = part.equals("required") ? "traits" : part;
                throw PlacementFault.of(
                                400,
                                "All " + what + " parameters must be associated with resources.  Found the following"
                                        + " orphaned " + what + " keys: " + String.join(", ", orphans))
                        .raise();
            }
        }
        if (!any) {
            throw PlacementFault.of(400, "At least one request group (`resources` or `resources{$S}`) is required.")
                    .raise();
        }
    }

    private static void requireKnown(Map<String, Map<String, List<String>>> keys, List<List<String>> subtrees) {
        var named = subtrees.stream().flatMap(List::stream).collect(Collectors.toCollection(TreeSet::new));
        var suffixes =
                keys.keySet().stream().filter(each -> !each.isEmpty()).collect(Collectors.toCollection(TreeSet::new));
        var unknown = new TreeSet<>(named);
        unknown.removeAll(suffixes);
        if (!unknown.isEmpty()) {
            throw PlacementFault.of(
                            400,
                            PlacementFault.QUERY_BAD_VALUE,
                            "Real suffixes should be specified in `same_subtree`: " + list(unknown) + " not found in "
                                    + list(suffixes) + ".")
                    .raise();
        }
        var idle = new TreeSet<String>();
        keys.forEach((suffix, parts) -> {
            if (!parts.containsKey("resources") && !named.contains(suffix)) {
                idle.add(suffix);
            }
        });
        if (!idle.isEmpty()) {
            throw PlacementFault.of(
                            400,
                            PlacementFault.QUERY_BAD_VALUE,
                            "Resourceless suffixed group request should be specified in `same_subtree` query param: bad"
                                    + " group(s) - " + list(idle) + ".")
                    .raise();
        }
    }

    private static String list(Set<String> names) {
        return names.stream().map(PythonText::repr).collect(Collectors.joining(", ", "[", "]"));
    }

    private static RequestGroup group(
            String suffix, Map<String, List<String>> parts, PlacementVersion version, List<String> conflicts) {
        var group = RequestGroup.newBuilder().setSuffix(suffix);
        if (parts.get("resources") instanceof List<String> resources) {
            group.putAllResources(ResourceText.parse(resources.getLast()));
        }
        var traits = TraitText.parse(parts.getOrDefault("required", List.of()), version);
        if (!traits.conflicts().isEmpty()) {
            conflicts.add("required" + suffix + ": (" + String.join(", ", traits.conflicts()) + ")");
        }
        group.addAllRequiredTraits(traits.required()).addAllForbiddenTraits(traits.forbidden());
        var aggregates = AggregateText.parse(parts.getOrDefault("member_of", List.of()), version);
        group.addAllMemberOf(aggregates.required()).addAllForbiddenAggregateIds(aggregates.forbidden());
        if (parts.get("in_tree") instanceof List<String> trees) {
            String tree = trees.getLast();
            if (!PlacementIds.like(tree)) {
                throw PlacementFault.of(
                                400,
                                QueryText.INVALID + "Expected 'in_tree' parameter to be a format of uuid. Got: " + tree)
                        .raise();
            }
            group.setInTree(PlacementIds.canonical(tree));
        }
        return group.build();
    }

    private static GroupPolicy policy(QueryText query, Collection<RequestGroup> groups) {
        String text = query.first("group_policy").orElse("");
        long suffixed = groups.stream()
                .filter(each -> !each.getSuffix().isEmpty() && each.getResourcesCount() > 0)
                .count();
        if (suffixed > 1 && text.isEmpty()) {
            throw PlacementFault.of(
                            400,
                            "The \"group_policy\" parameter is required when specifying more than one \"resources{N}\""
                                    + " parameter.")
                    .raise();
        }
        return switch (text) {
            case "isolate" -> GroupPolicy.GROUP_POLICY_ISOLATE;
            default -> GroupPolicy.GROUP_POLICY_NONE;
        };
    }

    /** The schema let digits pass only; more of them than a number has mean all. */
    private static int limit(QueryText query) {
        return query.first("limit")
                .map(text -> text.length() > 9 ? MOST : Integer.parseInt(text))
                .orElse(0);
    }

    private static void rootTraits(
            QueryText query, PlacementVersion version, FindAllocationCandidatesRequest.Builder request) {
        List<String> values = query.all("root_required");
        if (values.size() > 1) {
            throw PlacementFault.of(
                            400,
                            PlacementFault.QUERY_DUPLICATE_KEY,
                            "Query parameter 'root_required' may be specified only once.")
                    .raise();
        }
        if (values.stream().anyMatch(value -> value.startsWith("in:"))) {
            throw PlacementFault.of(
                            400,
                            QueryText.INVALID
                                    + "The format 'in:HW_CPU_X86_VMX,CUSTOM_MAGIC' only supported since microversion"
                                    + " 1.39. Got: " + values.getFirst())
                    .raise();
        }
        var traits = TraitText.parse(values, version);
        if (!traits.conflicts().isEmpty()) {
            throw PlacementFault.of(
                            400,
                            PlacementFault.QUERY_BAD_VALUE,
                            "Conflicting required and forbidden traits found in root_required: "
                                    + String.join(", ", traits.conflicts()))
                    .raise();
        }
        traits.required().forEach(each -> request.addRootRequiredTraits(each.getValues(0)));
        request.addAllRootForbiddenTraits(traits.forbidden());
    }

    private static List<List<String>> subtrees(QueryText query, PlacementVersion version) {
        if (!version.atLeast(SUBTREES_SINCE)) {
            return List.of();
        }
        var subtrees = new ArrayList<List<String>>();
        for (String value : query.all("same_subtree")) {
            var suffixes = List.of(value.split(",", -1));
            if (suffixes.stream().anyMatch(String::isEmpty)) {
                throw PlacementFault.of(
                                400,
                                PlacementFault.QUERY_BAD_VALUE,
                                "Empty string (unsuffixed group) can not be specified in `same_subtree` ")
                        .raise();
            }
            subtrees.add(suffixes);
        }
        return subtrees;
    }
}
