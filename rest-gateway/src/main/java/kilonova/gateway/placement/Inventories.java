package kilonova.gateway.placement;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.ProblemFault;
import kilonova.gateway.http.ProblemWords;
import kilonova.gateway.placement.EndpointTable.Handler;
import kilonova.placement.v1.CreateInventoryRequest;
import kilonova.placement.v1.DeleteInventoriesRequest;
import kilonova.placement.v1.DeleteInventoryRequest;
import kilonova.placement.v1.GetInventoriesRequest;
import kilonova.placement.v1.GetProviderUsagesRequest;
import kilonova.placement.v1.Inventory;
import kilonova.placement.v1.ProviderInventories;
import kilonova.placement.v1.SetInventoriesRequest;
import kilonova.placement.v1.UpdateInventoryRequest;

/** The inventories of a provider, and what of them is used. */
final class Inventories {
    private static final String ALL = "/resource_providers/{uuid}/inventories";
    private static final String ONE = ALL + "/{resource_class}";
    private static final String GENERATION = "resource_provider_generation";
    private static final int ALL_RESERVED_SINCE = 26;

    private Inventories() {}

    static void serve(Map<String, Handler> handlers) {
        handlers.put("GET " + ALL, Inventories::list);
        handlers.put("POST " + ALL, Inventories::create);
        handlers.put("PUT " + ALL, Inventories::replace);
        handlers.put("DELETE " + ALL, Inventories::deleteAll);
        handlers.put("GET " + ONE, Inventories::show);
        handlers.put("PUT " + ONE, Inventories::update);
        handlers.put("DELETE " + ONE, Inventories::delete);
        handlers.put("GET /resource_providers/{uuid}/usages", Inventories::usages);
    }

    private static String resource(PlacementRequest request) {
        return request.exchange().variable("resource_class");
    }

    private static Answer list(PlacementRequest request) {
        var found = ProblemFault.telling(
                PlacementWords.usual("NotFound", said -> said + " : " + said), () -> request.placement()
                        .getInventories(GetInventoriesRequest.newBuilder()
                                .setResourceProviderId(request.provider())
                                .build()));
        return all(request, found);
    }

    private static Answer show(PlacementRequest request) {
        String resource = resource(request);
        ProblemWords words = problem -> problem.getReason().equals("NotFound")
                ? Optional.of(PlacementFault.of(
                        404,
                        PlacementWords.kind(problem).equals("resource_provider")
                                ? twice("No resource provider with uuid " + request.provider() + " found")
                                : "No inventory of class " + resource + " for " + request.provider()))
                : Optional.empty();
        var found = ProblemFault.telling(words, () -> request.placement()
                .getInventories(GetInventoriesRequest.newBuilder()
                        .setResourceProviderId(request.provider())
                        .setResourceClass(resource)
                        .build()));
        return one(request, 200, resource, found);
    }

    private static String twice(String words) {
        return words + " : " + words;
    }

    private static Answer create(PlacementRequest request) {
        JsonNode body = request.body();
        String resource = body.path("resource_class").asText();
        var wanted = CreateInventoryRequest.newBuilder()
                .setResourceProviderId(request.provider())
                .setResourceClass(resource)
                .setInventory(InventoryBody.parse(body))
                .setRequireCapacity(!request.atLeast(ALL_RESERVED_SINCE));
        if (body.has(GENERATION)) {
            wanted.setGeneration(body.path(GENERATION).asLong());
        }
        var made = telling(
                request,
                ProblemWords.NONE,
                "Unable to create inventory for resource provider " + request.provider() + ": ",
                () -> request.placement().createInventory(wanted.build()));
        return one(request, 201, resource, made)
                .with(
                        "location",
                        request.exchange().origin() + ProviderView.path(request.provider()) + "/inventories/"
                                + resource);
    }

    private static Answer update(PlacementRequest request) {
        String resource = resource(request);
        ProblemWords missing = problem -> !problem.getReason().equals("Unknown")
                ? Optional.empty()
                : Optional.of(
                        PlacementWords.kind(problem).equals("inventory")
                                ? PlacementFault.of(
                                        400,
                                        "No inventory record with resource class for resource provider "
                                                + request.provider() + ": No inventory of class " + resource
                                                + " found.")
                                : PlacementFault.of(404, "No such resource class " + resource + "."));
        var changed = telling(
                request,
                missing,
                "Unable to update inventory for resource provider " + request.provider() + ": ",
                () -> request.placement()
                        .updateInventory(UpdateInventoryRequest.newBuilder()
                                .setResourceProviderId(request.provider())
                                .setResourceClass(resource)
                                .setInventory(InventoryBody.parse(request.body()))
                                .setGeneration(request.body().path(GENERATION).asLong())
                                .setRequireCapacity(!request.atLeast(ALL_RESERVED_SINCE))
                                .build()));
        return one(request, 200, resource, changed);
    }

    private static Answer replace(PlacementRequest request) {
        var wanted = SetInventoriesRequest.newBuilder()
                .setResourceProviderId(request.provider())
                .setGeneration(request.body().path(GENERATION).asLong())
                .putAllInventories(InventoryBody.parseAll(request.body().path("inventories")))
                .setRequireCapacity(!request.atLeast(ALL_RESERVED_SINCE));
        String provider = request.provider();
        ProblemWords own = PlacementWords.after("update conflict: ", "InUse")
                .orElse(PlacementWords.after(
                        "Unknown resource class in inventory for resource provider " + provider + ": ", "Unknown"));
        var set = telling(
                request,
                own,
                "Unable to update inventory for resource provider " + provider + ": ",
                () -> request.placement().setInventories(wanted.build()));
        return all(request, set);
    }

    /** Makes a call whose refusal of an inventory is told after these words. */
    private static ProviderInventories telling(
            PlacementRequest request, ProblemWords own, String prefix, Supplier<ProviderInventories> call) {
        boolean whole = request.atLeast(ALL_RESERVED_SINCE);
        return ProblemFault.telling(
                own.orElse(PlacementWords.usual(
                                "InvalidInventory",
                                said -> prefix
                                        + (whole
                                                ? said
                                                : said.replace("greater than total", "greater than or equal to total")))
                        .orElse(PlacementWords.after(prefix, "Unknown"))),
                call);
    }

    private static Answer deleteAll(PlacementRequest request) {
        request.placement()
                .deleteInventories(DeleteInventoriesRequest.newBuilder()
                        .setResourceProviderId(request.provider())
                        .build());
        return Answer.empty(204);
    }

    private static Answer delete(PlacementRequest request) {
        String resource = resource(request);
        ProblemWords words = problem -> switch (problem.getReason()) {
            case "InUse" ->
                Optional.of(PlacementFault.of(
                        409,
                        PlacementFault.CONCURRENT_UPDATE,
                        "Unable to delete inventory of class " + resource + ": Inventory for '" + resource
                                + "' on resource provider '" + request.provider() + "' in use."));
            case "NotFound" ->
                PlacementWords.kind(problem).equals("resource_provider")
                        ? Optional.empty()
                        : Optional.of(PlacementFault.of(
                                404,
                                "No inventory of class " + resource + " found for delete: "
                                        + (PlacementWords.kind(problem).equals("resource_class")
                                                ? "No such resource class " + resource + "."
                                                : "No inventory of class " + resource + " found for delete")));
            default -> Optional.empty();
        };
        ProblemFault.telling(words, () -> request.placement()
                .deleteInventory(DeleteInventoryRequest.newBuilder()
                        .setResourceProviderId(request.provider())
                        .setResourceClass(resource)
                        .build()));
        return Answer.empty(204);
    }

    private static Answer usages(PlacementRequest request) {
        var usages = ProblemFault.telling(
                PlacementWords.usual("NotFound", said -> said + ": " + said), () -> request.placement()
                        .getProviderUsages(GetProviderUsagesRequest.newBuilder()
                                .setResourceProviderId(request.provider())
                                .build()));
        var answer = Answer.json(200, out -> {
            out.writeStartObject();
            out.writeNumberField(GENERATION, usages.getGeneration());
            Amounts.write(out, "usages", usages.getUsagesMap());
            out.writeEndObject();
        });
        return request.dated(answer, List.of(usages.getUpdateTime()));
    }

    private static Answer one(PlacementRequest request, int status, String resource, ProviderInventories found) {
        Inventory inventory = found.getInventoriesOrDefault(resource, Inventory.getDefaultInstance());
        var answer = Answer.json(status, out -> {
            out.writeStartObject();
            fields(out, inventory);
            out.writeNumberField(GENERATION, found.getGeneration());
            out.writeEndObject();
        });
        return request.dated(answer, List.of(found.getUpdateTime()));
    }

    private static Answer all(PlacementRequest request, ProviderInventories found) {
        var answer = Answer.json(200, out -> {
            out.writeStartObject();
            out.writeNumberField(GENERATION, found.getGeneration());
            out.writeObjectFieldStart("inventories");
            for (var each : found.getInventoriesMap().entrySet()) {
                out.writeObjectFieldStart(each.getKey());
                fields(out, each.getValue());
                out.writeEndObject();
            }
            out.writeEndObject();
            out.writeEndObject();
        });
        List<Timestamp> times = List.of(found.getUpdateTime());
        return found.getInventoriesCount() == 0 ? request.undated(answer) : request.dated(answer, times);
    }

    private static void fields(JsonGenerator out, Inventory inventory) throws IOException {
        out.writeNumberField("total", inventory.getTotal());
        out.writeNumberField("reserved", inventory.getReserved());
        out.writeNumberField("min_unit", inventory.getMinUnit());
        out.writeNumberField("max_unit", inventory.getMaxUnit());
        out.writeNumberField("step_size", inventory.getStepSize());
        out.writeNumberField("allocation_ratio", inventory.getAllocationRatio());
    }
}
