package kilonova.gateway.placement;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import kilonova.placement.v1.Inventory;

/** Inventories in bodies that their schema let pass. */
final class InventoryBody {
    private static final String RATIO = "allocation_ratio";

    private InventoryBody() {}

    static Map<String, Inventory> parseAll(JsonNode byClass) {
        var inventories = new LinkedHashMap<String, Inventory>();
        byClass.properties().forEach(each -> inventories.put(each.getKey(), parse(each.getValue())));
        return inventories;
    }

    /** @throws kilonova.gateway.http.HttpFaultException 400 for a ratio by which there would be nothing to give */
    static Inventory parse(JsonNode body) {
        double ratio = body.path(RATIO).asDouble(1.0);
        if (body.has(RATIO) && ratio <= 0) {
            throw PlacementFault.of(
                            400,
                            "JSON does not validate: " + body.path(RATIO).asText()
                                    + " is not greater than 0  On instance['" + RATIO + "']")
                    .raise();
        }
        return Inventory.newBuilder()
                .setTotal(body.path("total").asLong())
                .setReserved(body.path("reserved").asLong())
                .setMinUnit(body.path("min_unit").asLong())
                .setMaxUnit(body.path("max_unit").asLong())
                .setStepSize(body.path("step_size").asLong())
                .setAllocationRatio(ratio)
                .build();
    }
}
