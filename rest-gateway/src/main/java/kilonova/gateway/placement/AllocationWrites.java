package kilonova.gateway.placement;

import com.google.rpc.ErrorInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.http.ProblemWords;
import kilonova.gateway.placement.EndpointTable.Handler;
import kilonova.placement.v1.ConsumerAllocations;
import kilonova.placement.v1.DeleteAllocationsRequest;
import kilonova.placement.v1.GetConsumerRequest;
import kilonova.placement.v1.ReshapeRequest;
import kilonova.placement.v1.SetAllocationsRequest;

/** Writes what consumers hold: one, many, and together with the inventories that it is held of. */
final class AllocationWrites {
    private AllocationWrites() {}

    static void serve(Map<String, Handler> handlers) {
        handlers.put("POST /allocations", AllocationWrites::setMany);
        handlers.put("PUT /allocations/{consumer_uuid}", AllocationWrites::set);
        handlers.put("DELETE /allocations/{consumer_uuid}", AllocationWrites::delete);
        handlers.put("POST /reshaper", AllocationWrites::reshape);
    }

    private static Answer set(PlacementRequest request) {
        String consumer = AllocationBody.consumer(request.exchange().variable("consumer_uuid"));
        var wanted = AllocationBody.one(consumer, request.body(), request.version());
        return done(
                request,
                List.of(wanted),
                "Unable to allocate inventory for consumer " + consumer + ": ",
                () -> write(request, List.of(wanted)));
    }

    private static Answer setMany(PlacementRequest request) {
        var wanted = AllocationBody.many(request.body(), request.version());
        return done(request, wanted, "Unable to allocate inventory ", () -> write(request, wanted));
    }

    private static Object write(PlacementRequest request, List<ConsumerAllocations> wanted) {
        return request.placement()
                .setAllocations(SetAllocationsRequest.newBuilder()
                        .addAllConsumers(wanted)
                        .build());
    }

    private static Answer reshape(PlacementRequest request) {
        var wanted = AllocationBody.many(request.body().path("allocations"), request.version());
        var reshape = ReshapeRequest.newBuilder().addAllConsumers(wanted);
        request.body()
                .path("inventories")
                .properties()
                .forEach(each -> reshape.putInventories(
                        PlacementIds.canonical(each.getKey()),
                        ReshapeRequest.Inventories.newBuilder()
                                .setGeneration(each.getValue()
                                        .path("resource_provider_generation")
                                        .asLong())
                                .putAllInventories(
                                        InventoryBody.parseAll(each.getValue().path("inventories")))
                                .build()));
        ProblemWords inventories = problem -> PlacementWords.kind(problem).equals("resource_provider")
                ? switch (problem.getReason()) {
                    case "Unknown" ->
                        PlacementWords.fact(problem, "field").startsWith("inventories")
                                ? Optional.of(missingProvider(PlacementWords.fact(problem, "id")))
                                : Optional.empty();
                    case "Stale" -> Optional.of(stale(PlacementWords.fact(problem, "id")));
                    default -> Optional.empty();
                }
                : Optional.empty();
        ProblemWords words = inventories
                .orElse(PlacementWords.after("update conflict: ", "InUse"))
                .orElse(PlacementWords.after("malformed reshaper data: ", "InvalidInventory"));
        return ProblemFault.telling(
                words,
                () -> done(request, wanted, "malformed reshaper data: ", () -> request.placement()
                        .reshape(reshape.build())));
    }

    private static HttpFault missingProvider(String id) {
        return PlacementFault.of(
                400,
                PlacementFault.PROVIDER_NOT_FOUND,
                "Resource provider " + id + " in inventories not found: No resource provider with uuid " + id
                        + " found");
    }

    private static HttpFault stale(String id) {
        return PlacementFault.of(
                409, PlacementFault.CONCURRENT_UPDATE, "resource provider generation conflict for provider " + id);
    }

    /** Makes the call; what these consumers cannot hold is told in words of its own. */
    private static Answer done(
            PlacementRequest request, List<ConsumerAllocations> wanted, String prefix, Supplier<Object> call) {
        ProblemWords words = problem -> switch (problem.getReason()) {
            case "Unknown" ->
                switch (PlacementWords.kind(problem)) {
                    case "resource_class" ->
                        PlacementWords.after(prefix, "Unknown").say(problem);
                    case "resource_provider" ->
                        PlacementWords.fact(problem, "field").startsWith("inventories")
                                ? Optional.empty()
                                : Optional.of(PlacementFault.of(
                                        400,
                                        "Allocation for resource provider '" + PlacementWords.fact(problem, "id")
                                                + "' that does not exist."));
                    default -> Optional.empty();
                };
            case "Stale" -> staleConsumer(request, wanted, problem);
            default -> Optional.empty();
        };
        ProblemFault.telling(words, call);
        return Answer.empty(204);
    }

    /** Which generation was expected is read again: whoever is told may need it, and nobody else does. */
    private static Optional<HttpFault> staleConsumer(
            PlacementRequest request, List<ConsumerAllocations> wanted, ErrorInfo problem) {
        String id = PlacementWords.fact(problem, "id");
        Optional<ConsumerAllocations> refused =
                wanted.stream().filter(each -> each.getConsumerId().equals(id)).findFirst();
        if (!PlacementWords.kind(problem).equals("consumer") || refused.isEmpty()) {
            return Optional.empty();
        }
        var current = request.placement()
                .getConsumer(GetConsumerRequest.newBuilder().setId(id).build());
        return Optional.of(PlacementFault.of(
                409,
                PlacementFault.CONCURRENT_UPDATE,
                "consumer generation conflict - expected "
                        + (current.hasGeneration() ? current.getGeneration() : "null")
                        + " but got "
                        + (refused.get().hasConsumerGeneration() ? refused.get().getConsumerGeneration() : "None")));
    }

    private static Answer delete(PlacementRequest request) {
        request.placement()
                .deleteAllocations(DeleteAllocationsRequest.newBuilder()
                        .setConsumerId(PlacementIds.canonical(request.exchange().variable("consumer_uuid")))
                        .build());
        return Answer.empty(204);
    }
}
