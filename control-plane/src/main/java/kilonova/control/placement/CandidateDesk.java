package kilonova.control.placement;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kilonova.control.identity.Principal;
import kilonova.control.placement.candidate.ProviderMemory;
import kilonova.control.placement.candidate.Query;
import kilonova.control.placement.candidate.Search;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.store.Database;
import kilonova.kernel.Problem;
import kilonova.placement.v1.AnyOf;
import kilonova.placement.v1.FindAllocationCandidatesRequest;
import kilonova.placement.v1.FindAllocationCandidatesResponse;
import kilonova.placement.v1.GroupPolicy;
import kilonova.placement.v1.RequestGroup;
import kilonova.placement.v1.SuffixSet;

/** Candidates as callers ask for them, told as fast as they are taken. */
final class CandidateDesk {
    private final Database database;
    private final Policy policy;
    private final Vocabulary vocabulary;
    private final ProviderMemory memory;

    CandidateDesk(Database database, Policy policy, Vocabulary vocabulary, ProviderMemory memory) {
        this.database = database;
        this.policy = policy;
        this.vocabulary = vocabulary;
        this.memory = memory;
    }

    /** @throws kilonova.kernel.ProblemException Invalid, Unknown */
    void find(
            Principal who,
            FindAllocationCandidatesRequest request,
            StreamObserver<FindAllocationCandidatesResponse> out) {
        policy.require(who, "placement:allocation_candidates:list", Target.own(who));
        Query query = query(request);
        requireKnown(query);
        var view = memory.view();
        var telling = new CandidateTelling(
                view, new Search(view, query), query.flat(), request.getLimit(), (ServerCallStreamObserver<
                                FindAllocationCandidatesResponse>)
                        out);
        telling.begin();
    }

    /** Asks the database only about names that are not standard. */
    private void requireKnown(Query query) {
        var classes = new TreeSet<String>();
        var traits = new TreeSet<>(query.rootTraits());
        traits.addAll(query.rootForbidden());
        for (Query.Group group : query.groups()) {
            classes.addAll(group.resources().keySet());
            group.required().forEach(traits::addAll);
            traits.addAll(group.forbidden());
        }
        classes.removeIf(StandardNames::isClass);
        traits.removeIf(StandardNames::isTrait);
        if (!classes.isEmpty() || !traits.isEmpty()) {
            database.read(tx -> {
                vocabulary.requireClasses(tx, "groups.resources", classes);
                vocabulary.requireTraits(tx, "groups.required_traits", traits);
                return true;
            });
        }
    }

    static Query query(FindAllocationCandidatesRequest request) {
        List<Query.Group> groups =
                request.getGroupsList().stream().map(CandidateDesk::group).toList();
        List<Set<String>> subtrees = request.getSameSubtreesList().stream()
                .map(CandidateDesk::suffixes)
                .toList();
        var suffixes = new HashSet<String>();
        var asked = new HashSet<String>();
        subtrees.forEach(asked::addAll);
        for (Query.Group group : groups) {
            if (!suffixes.add(group.suffix())) {
                throw invalid("groups", "the suffix '" + group.suffix() + "' twice (expected: each once)");
            }
            if (group.resources().isEmpty() && !asked.contains(group.suffix())) {
                throw invalid(
                        "groups",
                        "All traits and aggregates of group '" + group.suffix()
                                + "' come without resources (expected: resources, or its suffix in same_subtrees)");
            }
            requireConsistent(group);
        }
        if (groups.stream().allMatch(group -> group.resources().isEmpty())) {
            throw invalid("groups", "There must be at least one group with resources.");
        }
        if (!suffixes.containsAll(asked)) {
            asked.removeAll(suffixes);
            throw invalid("same_subtrees", new TreeSet<>(asked) + " (expected: suffixes of groups)");
        }
        long numbered = groups.stream().filter(group -> !group.spread()).count();
        if (numbered > 1 && request.getGroupPolicy() == GroupPolicy.GROUP_POLICY_UNSPECIFIED) {
            throw invalid(
                    "group_policy", "missing (expected: none or isolate, with more than one group with a suffix)");
        }
        var required = Set.copyOf(request.getRootRequiredTraitsList());
        var forbidden = Set.copyOf(request.getRootForbiddenTraitsList());
        if (required.stream().anyMatch(forbidden::contains)) {
            throw invalid("root_required_traits", "Conflicting required and forbidden traits of the root");
        }
        return new Query(
                groups,
                request.getGroupPolicy() == GroupPolicy.GROUP_POLICY_ISOLATE,
                required,
                forbidden,
                subtrees,
                request.getFlat());
    }

    private static Set<String> suffixes(SuffixSet said) {
        if (said.getSuffixesList().contains("")) {
            throw invalid("same_subtrees", "an empty suffix (expected: those of groups that have one)");
        }
        return new TreeSet<>(said.getSuffixesList());
    }

    private static Query.Group group(RequestGroup said) {
        said.getResourcesMap().forEach((resource, amount) -> {
            if (amount < 1) {
                throw invalid("groups.resources", resource + ": " + amount + " (expected: 1 or more)");
            }
        });
        return new Query.Group(
                said.getSuffix(),
                new TreeMap<>(said.getResourcesMap()),
                sets("groups.required_traits", said.getRequiredTraitsList()),
                Set.copyOf(said.getForbiddenTraitsList()),
                sets("groups.member_of", said.getMemberOfList()),
                Set.copyOf(said.getForbiddenAggregateIdsList()),
                said.getInTree().isEmpty() ? Optional.empty() : Optional.of(said.getInTree()));
    }

    private static List<Set<String>> sets(String field, List<AnyOf> said) {
        return said.stream()
                .map(each -> {
                    if (each.getValuesList().isEmpty()) {
                        throw invalid(field, "an empty set (expected: one name at least)");
                    }
                    return (Set<String>) new TreeSet<>(each.getValuesList());
                })
                .toList();
    }

    private static void requireConsistent(Query.Group group) {
        if (group.required().stream().anyMatch(group.forbidden()::containsAll)) {
            throw invalid(
                    "groups.required_traits",
                    "Conflicting required and forbidden traits of group '" + group.suffix() + "'");
        }
    }

    private static RuntimeException invalid(String field, String rule) {
        return new Problem.Invalid(field, rule).raise();
    }
}
