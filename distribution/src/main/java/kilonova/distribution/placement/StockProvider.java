package kilonova.distribution.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A resource provider with all that it has.
 *
 * @param parent empty for the root of a tree
 */
record StockProvider(
        String id,
        String name,
        String parent,
        Map<String, Stock> inventories,
        List<String> traits,
        List<String> aggregates) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How much of a class there is. */
    record Stock(long total, long reserved, long minUnit, long maxUnit, long stepSize, double ratio) {
        static Stock of(JsonNode node) {
            return new Stock(
                    node.path("total").asLong(),
                    node.path("reserved").asLong(),
                    node.path("min_unit").asLong(),
                    node.path("max_unit").asLong(),
                    node.path("step_size").asLong(),
                    node.path("allocation_ratio").asDouble());
        }

        ObjectNode json() {
            return JSON.createObjectNode()
                    .put("total", total)
                    .put("reserved", reserved)
                    .put("min_unit", minUnit)
                    .put("max_unit", maxUnit)
                    .put("step_size", stepSize)
                    .put("allocation_ratio", ratio);
        }
    }

    StockProvider {
        inventories = Collections.unmodifiableMap(new TreeMap<>(inventories));
        traits = traits.stream().sorted().toList();
        aggregates = aggregates.stream().sorted().toList();
    }

    static StockProvider of(JsonNode node) {
        return new StockProvider(
                node.path("uuid").asText(),
                node.path("name").asText(),
                node.path("parent_provider_uuid").asText(""),
                stocks(node.path("inventories")),
                texts(node.path("traits")),
                texts(node.path("aggregates")));
    }

    static Map<String, Stock> stocks(JsonNode byClass) {
        var stocks = new TreeMap<String, Stock>();
        byClass.properties().forEach(each -> stocks.put(each.getKey(), Stock.of(each.getValue())));
        return stocks;
    }

    static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    ObjectNode inventoriesJson() {
        var byClass = JSON.createObjectNode();
        inventories.forEach((resource, stock) -> byClass.set(resource, stock.json()));
        return byClass;
    }

    ObjectNode json() {
        var node = JSON.createObjectNode().put("uuid", id).put("name", name);
        if (parent.isEmpty()) {
            node.putNull("parent_provider_uuid");
        } else {
            node.put("parent_provider_uuid", parent);
        }
        node.set("inventories", inventoriesJson());
        traits.forEach(node.putArray("traits")::add);
        aggregates.forEach(node.putArray("aggregates")::add);
        return node;
    }
}
