package kilonova.gateway.placement;

import com.google.protobuf.Timestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.placement.EndpointTable.Handler;
import kilonova.placement.v1.Allocation;
import kilonova.placement.v1.Consumer;
import kilonova.placement.v1.GetConsumerRequest;
import kilonova.placement.v1.ListAllocationsRequest;
import kilonova.placement.v1.ListAllocationsResponse;

/** Tells what consumers hold, and of what. */
final class Allocations {
    private static final int OWNED_SINCE = 12;
    private static final int GENERATION_SINCE = 28;
    private static final int TYPED_SINCE = 38;
    private static final int PAGE = 1_000;

    private Allocations() {}

    static void serve(Map<String, Handler> handlers) {
        handlers.put("GET /allocations/{consumer_uuid}", Allocations::ofConsumer);
        handlers.put("GET /resource_providers/{uuid}/allocations", Allocations::ofProvider);
        AllocationWrites.serve(handlers);
    }

    private static Answer ofConsumer(PlacementRequest request) {
        Consumer consumer = request.placement()
                .getConsumer(GetConsumerRequest.newBuilder()
                        .setId(PlacementIds.canonical(request.exchange().variable("consumer_uuid")))
                        .build());
        var answer = Answer.json(200, out -> {
            out.writeStartObject();
            out.writeObjectFieldStart("allocations");
            for (Allocation each : consumer.getAllocationsList()) {
                out.writeObjectFieldStart(each.getResourceProviderId());
                Amounts.write(out, "resources", each.getResourcesMap());
                out.writeNumberField("generation", each.getResourceProviderGeneration());
                out.writeEndObject();
            }
            out.writeEndObject();
            if (consumer.getAllocationsCount() > 0 && request.atLeast(OWNED_SINCE)) {
                out.writeStringField("project_id", consumer.getProjectId());
                out.writeStringField("user_id", consumer.getUserId());
                if (request.atLeast(GENERATION_SINCE)) {
                    out.writeNumberField("consumer_generation", consumer.getGeneration());
                }
                if (request.atLeast(TYPED_SINCE)) {
                    out.writeStringField("consumer_type", ConsumerType.shown(consumer.getConsumerType()));
                }
            }
            out.writeEndObject();
        });
        return request.dated(answer, times(consumer.getAllocationsList()));
    }

    private static Answer ofProvider(PlacementRequest request) {
        // Each page tells the generation: the last one is that of what was read last.
        var generation = new AtomicLong();
        List<Allocation> found = ProblemFault.telling(
                PlacementWords.usual(
                        "NotFound", said -> "Resource provider '" + request.provider() + "' not found: " + said),
                () -> Pages.all(
                        token -> {
                            var page = page(request, token);
                            generation.set(page.getResourceProviderGeneration());
                            return page;
                        },
                        ListAllocationsResponse::getAllocationsList,
                        ListAllocationsResponse::getNextPageToken));
        var byConsumer = new LinkedHashMap<String, Allocation>();
        found.forEach(each -> byConsumer.put(each.getConsumerId(), each));
        var answer = Answer.json(200, out -> {
            out.writeStartObject();
            out.writeObjectFieldStart("allocations");
            for (Allocation each : byConsumer.values()) {
                out.writeObjectFieldStart(each.getConsumerId());
                Amounts.write(out, "resources", each.getResourcesMap());
                if (request.atLeast(GENERATION_SINCE)) {
                    out.writeNumberField("consumer_generation", each.getConsumerGeneration());
                }
                out.writeEndObject();
            }
            out.writeEndObject();
            out.writeNumberField("resource_provider_generation", generation.get());
            out.writeEndObject();
        });
        return request.dated(answer, times(found));
    }

    private static ListAllocationsResponse page(PlacementRequest request, String token) {
        return request.placement()
                .listAllocations(ListAllocationsRequest.newBuilder()
                        .setResourceProviderId(request.provider())
                        .setPageSize(PAGE)
                        .setPageToken(token)
                        .build());
    }

    private static List<Timestamp> times(List<Allocation> found) {
        return found.stream().map(Allocation::getCreateTime).toList();
    }
}
