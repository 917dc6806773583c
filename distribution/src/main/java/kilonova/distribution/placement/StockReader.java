package kilonova.distribution.placement;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Reads all that a Placement knows, provider by provider and consumer by consumer. */
final class StockReader {
    private static final int AT_ONCE = 8;
    private static final String CUSTOM = "CUSTOM_";

    private final PlacementEndpoint endpoint;

    StockReader(PlacementEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    Stock read() {
        var classes = new ArrayList<String>();
        endpoint.get("/resource_classes")
                .path("resource_classes")
                .forEach(each -> classes.add(each.path("name").asText()));
        classes.removeIf(name -> !name.startsWith(CUSTOM));
        var traits = StockProvider.texts(
                endpoint.get("/traits?name=startswith:" + CUSTOM).path("traits"));
        var found = new ArrayList<JsonNode>();
        endpoint.get("/resource_providers").path("resource_providers").forEach(found::add);
        var consumers = new TreeSet<String>();
        List<Held> held = each(parentsFirst(found), this::provider);
        held.forEach(one -> consumers.addAll(one.consumers()));
        return new Stock(
                classes.stream().sorted().toList(),
                traits.stream().sorted().toList(),
                held.stream().map(Held::provider).toList(),
                each(consumers, this::consumer).stream()
                        .filter(one -> !one.holds().isEmpty())
                        .toList());
    }

    private record Held(StockProvider provider, List<String> consumers) {}

    private Held provider(JsonNode found) {
        String path = "/resource_providers/" + found.path("uuid").asText();
        var consumers = new ArrayList<String>();
        endpoint.get(path + "/allocations").path("allocations").fieldNames().forEachRemaining(consumers::add);
        return new Held(
                new StockProvider(
                        found.path("uuid").asText(),
                        found.path("name").asText(),
                        found.path("parent_provider_uuid").asText(""),
                        StockProvider.stocks(endpoint.get(path + "/inventories").path("inventories")),
                        StockProvider.texts(endpoint.get(path + "/traits").path("traits")),
                        StockProvider.texts(endpoint.get(path + "/aggregates").path("aggregates"))),
                consumers);
    }

    private StockConsumer consumer(String id) {
        return StockConsumer.of(id, endpoint.get("/allocations/" + id));
    }

    private static List<JsonNode> parentsFirst(List<JsonNode> found) {
        var byId = new LinkedHashMap<String, JsonNode>();
        found.forEach(each -> byId.put(each.path("uuid").asText(), each));
        var ordered = new LinkedHashSet<JsonNode>();
        found.forEach(each -> place(each, byId, ordered));
        return List.copyOf(ordered);
    }

    private static void place(JsonNode provider, Map<String, JsonNode> byId, LinkedHashSet<JsonNode> ordered) {
        JsonNode parent = byId.get(provider.path("parent_provider_uuid").asText(""));
        if (parent != null && !ordered.contains(parent)) {
            place(parent, byId, ordered);
        }
        ordered.add(provider);
    }

    /** Some at a time, in their order. */
    private static <A, B> List<B> each(Collection<A> all, Function<A, B> work) {
        try (var threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            var pending = all.stream()
                    .map(one -> threads.submit(() -> work.apply(one)))
                    .toList();
            var done = new ArrayList<B>();
            for (var each : pending) {
                done.add(each.get());
            }
            return done;
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof CopyFailure known ? known : new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CopyFailure("stopped", stopped);
        }
    }
}
