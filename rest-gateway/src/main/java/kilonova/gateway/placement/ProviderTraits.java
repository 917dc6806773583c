package kilonova.gateway.placement;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.http.ProblemWords;
import kilonova.gateway.placement.EndpointTable.Handler;
import kilonova.placement.v1.DeleteProviderTraitsRequest;
import kilonova.placement.v1.GetProviderTraitsRequest;
import kilonova.placement.v1.SetProviderTraitsRequest;

/** The traits of a provider. */
final class ProviderTraits {
    private static final String PATH = "/resource_providers/{uuid}/traits";
    private static final String GENERATION = "resource_provider_generation";

    private static final ProblemWords WORDS = problem -> switch (problem.getReason()) {
        case "Stale" ->
            Optional.of(PlacementFault.of(409, PlacementFault.CONCURRENT_UPDATE, PlacementWords.GENERATION_MOVED));
        case "Unknown" -> Optional.of(PlacementFault.of(400, "No such trait " + PlacementWords.fact(problem, "id")));
        default -> Optional.empty();
    };

    private ProviderTraits() {}

    static void serve(Map<String, Handler> handlers) {
        handlers.put("GET " + PATH, ProviderTraits::list);
        handlers.put("PUT " + PATH, ProviderTraits::replace);
        handlers.put("DELETE " + PATH, ProviderTraits::delete);
    }

    private static Answer list(PlacementRequest request) {
        return view(
                request,
                ProblemFault.telling(
                        PlacementWords.usual("NotFound", said -> said + ": " + said), () -> request.placement()
                                .getProviderTraits(GetProviderTraitsRequest.newBuilder()
                                        .setResourceProviderId(request.provider())
                                        .build())));
    }

    private static Answer replace(PlacementRequest request) {
        var wanted = SetProviderTraitsRequest.newBuilder()
                .setResourceProviderId(request.provider())
                .setGeneration(request.body().path(GENERATION).asLong());
        for (JsonNode trait : request.body().path("traits")) {
            wanted.addTraits(trait.asText());
        }
        return view(
                request, ProblemFault.telling(WORDS, () -> request.placement().setProviderTraits(wanted.build())));
    }

    private static Answer delete(PlacementRequest request) {
        ProblemFault.telling(WORDS, () -> request.placement()
                .deleteProviderTraits(DeleteProviderTraitsRequest.newBuilder()
                        .setResourceProviderId(request.provider())
                        .build()));
        return Answer.empty(204);
    }

    private static Answer view(PlacementRequest request, kilonova.placement.v1.ProviderTraits traits) {
        var answer = Answer.json(200, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("traits");
            for (String trait : traits.getTraitsList()) {
                out.writeString(trait);
            }
            out.writeEndArray();
            out.writeNumberField(GENERATION, traits.getGeneration());
            out.writeEndObject();
        });
        return request.dated(answer, List.of(traits.getUpdateTime()));
    }
}
