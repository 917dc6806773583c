package kilonova.gateway.placement;

import java.util.Locale;
import java.util.Optional;
import kilonova.gateway.http.ProblemWords;
import kilonova.placement.v1.ListResourceProvidersRequest;

/** The query of a list of providers. */
final class ProviderQuery {
    /** What the query names and nobody knows. */
    static final ProblemWords WORDS = problem -> switch (problem.getReason()) {
        case "Unknown" -> {
            String id = PlacementWords.fact(problem, "id");
            yield switch (PlacementWords.kind(problem)) {
                case "trait" ->
                    Optional.of(PlacementFault.of(
                            400, "Invalid trait(s) in \"required\" parameter: No such trait(s): " + id + "."));
                case "resource_class" -> Optional.of(ResourceText.unknownClass(id));
                default -> Optional.empty();
            };
        }
        default -> Optional.empty();
    };

    private ProviderQuery() {}

    static ListResourceProvidersRequest.Builder of(PlacementRequest request) {
        QueryText query = request.query();
        var ask = ListResourceProvidersRequest.newBuilder()
                .setName(query.last("name").orElse(""))
                .setId(query.last("uuid").map(id -> id.toLowerCase(Locale.ROOT)).orElse(""))
                .setInTree(query.last("in_tree").map(PlacementIds::canonical).orElse(""));
        var aggregates = AggregateText.parse(query.all("member_of"), request.version());
        ask.addAllMemberOf(aggregates.required()).addAllForbiddenAggregateIds(aggregates.forbidden());
        query.last("resources").ifPresent(text -> ask.putAllResources(ResourceText.parse(text)));
        var traits = TraitText.parse(query.all("required"), request.version());
        return ask.addAllRequiredTraits(traits.required()).addAllForbiddenTraits(traits.forbidden());
    }
}
