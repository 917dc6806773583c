package kilonova.distribution.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A consumer with all that it holds.
 *
 * @param type {@code unknown} where nobody said it
 * @param holds amounts by class, by provider
 */
record StockConsumer(String id, String project, String user, String type, Map<String, Map<String, Long>> holds) {
    /** The type of consumers that were written in versions that have no types. */
    static final String UNKNOWN = "unknown";

    private static final ObjectMapper JSON = new ObjectMapper();

    StockConsumer {
        var sorted = new TreeMap<String, Map<String, Long>>();
        holds.forEach((provider, amounts) -> sorted.put(provider, Collections.unmodifiableMap(new TreeMap<>(amounts))));
        holds = Collections.unmodifiableMap(sorted);
    }

    /** From what Placement answers, or from a line of a file. */
    static StockConsumer of(String id, JsonNode node) {
        var holds = new TreeMap<String, Map<String, Long>>();
        node.path("allocations").properties().forEach(each -> {
            var amounts = new TreeMap<String, Long>();
            each.getValue()
                    .path("resources")
                    .properties()
                    .forEach(one -> amounts.put(one.getKey(), one.getValue().asLong()));
            holds.put(each.getKey(), amounts);
        });
        return new StockConsumer(
                id,
                node.path("project_id").asText(""),
                node.path("user_id").asText(""),
                node.path("consumer_type").asText(UNKNOWN),
                holds);
    }

    /** As Placement takes it: the members of a body, and of a line of a file. */
    ObjectNode json() {
        var node = JSON.createObjectNode();
        var allocations = node.putObject("allocations");
        holds.forEach((provider, amounts) -> {
            var resources = allocations.putObject(provider).putObject("resources");
            amounts.forEach(resources::put);
        });
        return node.put("project_id", project).put("user_id", user).put("consumer_type", type);
    }
}
