package kilonova.gateway.placement;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.placement.EndpointTable.Handler;
import kilonova.placement.v1.GetProviderAggregatesRequest;
import kilonova.placement.v1.SetProviderAggregatesRequest;

/** The aggregates of a provider. */
final class ProviderAggregates {
    private static final String PATH = "/resource_providers/{uuid}/aggregates";
    private static final String GENERATION = "resource_provider_generation";
    private static final int GENERATION_SINCE = 19;

    private ProviderAggregates() {}

    static void serve(Map<String, Handler> handlers) {
        handlers.put("GET " + PATH, ProviderAggregates::list);
        handlers.put("PUT " + PATH, ProviderAggregates::replace);
    }

    private static Answer list(PlacementRequest request) {
        return view(
                request,
                request.placement()
                        .getProviderAggregates(GetProviderAggregatesRequest.newBuilder()
                                .setResourceProviderId(request.provider())
                                .build()));
    }

    private static Answer replace(PlacementRequest request) {
        var wanted = SetProviderAggregatesRequest.newBuilder().setResourceProviderId(request.provider());
        boolean compares = request.atLeast(GENERATION_SINCE);
        JsonNode ids = compares ? request.body().path("aggregates") : request.body();
        for (JsonNode id : ids) {
            wanted.addAggregateIds(PlacementIds.canonical(id.asText()));
        }
        if (compares) {
            wanted.setGeneration(request.body().path(GENERATION).asLong());
        }
        return view(
                request,
                ProblemFault.telling(
                        PlacementWords.usual("Stale", said -> PlacementWords.GENERATION_MOVED),
                        () -> request.placement().setProviderAggregates(wanted.build())));
    }

    private static Answer view(PlacementRequest request, kilonova.placement.v1.ProviderAggregates aggregates) {
        var answer = Answer.json(200, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("aggregates");
            for (String id : aggregates.getAggregateIdsList()) {
                out.writeString(id);
            }
            out.writeEndArray();
            if (request.atLeast(GENERATION_SINCE)) {
                out.writeNumberField(GENERATION, aggregates.getGeneration());
            }
            out.writeEndObject();
        });
        return request.dated(answer, List.of(aggregates.getUpdateTime()));
    }
}
