package kilonova.gateway.placement;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kilonova.placement.v1.Amounts;
import kilonova.placement.v1.ConsumerAllocations;

/** What consumers are to hold, from bodies that the schema of their version let pass. */
final class AllocationBody {
    private static final int KEYED_SINCE = 12;
    private static final int GENERATION_SINCE = 28;

    private AllocationBody() {}

    /** From a body that is about this consumer. */
    static ConsumerAllocations one(String consumer, JsonNode body, PlacementVersion version) {
        var wanted = ConsumerAllocations.newBuilder()
                .setConsumerId(consumer)
                .setProjectId(body.path("project_id").asText(""))
                .setUserId(body.path("user_id").asText(""))
                .setConsumerType(body.path("consumer_type").asText(""))
                .setRequireGeneration(version.atLeast(GENERATION_SINCE));
        if (body.path("consumer_generation").isNumber()) {
            wanted.setConsumerGeneration(body.path("consumer_generation").asLong());
        }
        JsonNode allocations = body.path("allocations");
        if (version.atLeast(KEYED_SINCE)) {
            allocations.properties().forEach(each -> {
                String provider = PlacementIds.canonical(each.getKey());
                wanted.putAllocations(
                        provider, amounts(provider, each.getValue().path("resources")));
            });
        } else {
            allocations.forEach(each -> {
                String provider = PlacementIds.canonical(
                        each.path("resource_provider").path("uuid").asText());
                wanted.putAllocations(provider, amounts(provider, each.path("resources")));
            });
        }
        return wanted.build();
    }

    /** From an object with a body for each consumer. */
    static List<ConsumerAllocations> many(JsonNode byConsumer, PlacementVersion version) {
        var wanted = new ArrayList<ConsumerAllocations>();
        byConsumer.properties().forEach(each -> wanted.add(one(consumer(each.getKey()), each.getValue(), version)));
        return wanted;
    }

    /** @throws kilonova.gateway.http.HttpFaultException 400 for what is no UUID */
    static String consumer(String id) {
        if (!PlacementIds.like(id)) {
            throw PlacementFault.of(400, "Malformed consumer_uuid: " + id).raise();
        }
        return PlacementIds.canonical(id);
    }

    /** No inventory gives more than 32 bits hold, whatever it allows: asked for more, it refuses. */
    private static Amounts amounts(String provider, JsonNode resources) {
        Map<String, Long> amounts = new LinkedHashMap<>();
        resources.properties().forEach(each -> {
            if (!each.getValue().canConvertToLong() || each.getValue().asLong() > Integer.MAX_VALUE) {
                throw PlacementFault.of(
                                409,
                                "Unable to allocate inventory: Unable to create allocation for '" + each.getKey()
                                        + "' on resource provider '" + provider
                                        + "'. The requested amount would violate inventory constraints.")
                        .raise();
            }
            amounts.put(each.getKey(), each.getValue().asLong());
        });
        return Amounts.newBuilder().putAllResources(amounts).build();
    }
}
