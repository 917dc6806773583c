package kilonova.distribution.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Supplier;
import kilonova.distribution.placement.PlacementEndpoint.Reply;

/** Writes a stock into a Placement: adds what is missing, leaves what is equal, and tells what differs. */
final class StockWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NOT_FOUND = 404;
    private static final int CREATED = 201;

    private final PlacementEndpoint endpoint;
    private final CopyReport report = new CopyReport();

    StockWriter(PlacementEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    CopyReport write(Stock stock) {
        stock.classes().forEach(name -> ensure("resource class", name, "/resource_classes/" + name));
        stock.traits().forEach(name -> ensure("trait", name, "/traits/" + name));
        stock.providers().forEach(this::provider);
        stock.consumers().forEach(this::consumer);
        return report;
    }

    private void ensure(String what, String name, String path) {
        Reply reply = endpoint.ask("PUT", path);
        if (!reply.succeeded()) {
            report.conflict(what + " " + name + ": " + reply.complaint());
        } else if (reply.status() == CREATED) {
            report.made(what);
        } else {
            report.equal(what);
        }
    }

    private void provider(StockProvider wanted) {
        String path = "/resource_providers/" + wanted.id();
        String who = "resource provider " + wanted.name() + " (" + wanted.id() + ")";
        Reply there = endpoint.ask("GET", path);
        boolean made = false;
        if (there.status() == NOT_FOUND) {
            var body = JSON.createObjectNode().put("uuid", wanted.id()).put("name", wanted.name());
            if (!wanted.parent().isEmpty()) {
                body.put("parent_provider_uuid", wanted.parent());
            }
            there = endpoint.ask("POST", "/resource_providers", body);
            made = there.succeeded();
        }
        if (!there.succeeded()) {
            report.conflict(who + ": " + there.complaint());
            return;
        }
        if (!same(who, "name", wanted.name(), there.body().path("name").asText())
                || !same(
                        who,
                        "parent",
                        wanted.parent(),
                        there.body().path("parent_provider_uuid").asText(""))) {
            return;
        }
        boolean changed = traits(path, who, wanted) | aggregates(path, who, wanted) | inventories(path, who, wanted);
        if (made || changed) {
            report.made("resource provider");
        } else {
            report.equal("resource provider");
        }
    }

    private boolean same(String who, String what, String wanted, String there) {
        if (!wanted.equals(there)) {
            report.conflict(who + ": its " + what + " is " + (there.isEmpty() ? "none" : there) + " there, "
                    + (wanted.isEmpty() ? "none" : wanted) + " here");
        }
        return wanted.equals(there);
    }

    private boolean inventories(String path, String who, StockProvider wanted) {
        JsonNode there = endpoint.get(path + "/inventories");
        var stocks = StockProvider.stocks(there.path("inventories"));
        return set(who, "inventories", wanted.inventories(), stocks, stocks.isEmpty(), () -> {
            var body = generation(there);
            body.set("inventories", wanted.inventoriesJson());
            return endpoint.ask("PUT", path + "/inventories", body);
        });
    }

    private boolean traits(String path, String who, StockProvider wanted) {
        JsonNode there = endpoint.get(path + "/traits");
        List<String> names =
                StockProvider.texts(there.path("traits")).stream().sorted().toList();
        return set(who, "traits", wanted.traits(), names, names.isEmpty(), () -> {
            var body = generation(there);
            wanted.traits().forEach(body.putArray("traits")::add);
            return endpoint.ask("PUT", path + "/traits", body);
        });
    }

    private boolean aggregates(String path, String who, StockProvider wanted) {
        JsonNode there = endpoint.get(path + "/aggregates");
        List<String> ids =
                StockProvider.texts(there.path("aggregates")).stream().sorted().toList();
        return set(who, "aggregates", wanted.aggregates(), ids, ids.isEmpty(), () -> {
            var body = generation(there);
            wanted.aggregates().forEach(body.putArray("aggregates")::add);
            return endpoint.ask("PUT", path + "/aggregates", body);
        });
    }

    private static ObjectNode generation(JsonNode there) {
        return JSON.createObjectNode()
                .put(
                        "resource_provider_generation",
                        there.path("resource_provider_generation").asLong());
    }

    /** Whether anything was written. What is there already and differs stays. */
    private boolean set(String who, String what, Object wanted, Object there, boolean none, Supplier<Reply> write) {
        if (wanted.equals(there)) {
            return false;
        }
        if (!none) {
            report.conflict(who + ": its " + what + " are " + there + " there, " + wanted + " here");
            return false;
        }
        Reply reply = write.get();
        if (!reply.succeeded()) {
            report.conflict(who + ": its " + what + ": " + reply.complaint());
        }
        return reply.succeeded();
    }

    private void consumer(StockConsumer wanted) {
        String path = "/allocations/" + wanted.id();
        var there = StockConsumer.of(wanted.id(), endpoint.get(path));
        if (!there.holds().isEmpty()) {
            boolean equal = there.holds().equals(wanted.holds())
                    && there.project().equals(wanted.project())
                    && there.user().equals(wanted.user())
                    && (!endpoint.typed() || there.type().equals(wanted.type()));
            if (equal) {
                report.equal("consumer");
            } else {
                report.conflict(
                        "consumer " + wanted.id() + ": is " + there.json() + " there, " + wanted.json() + " here");
            }
            return;
        }
        Reply reply = endpoint.write(wanted);
        if (reply.succeeded()) {
            report.made("consumer");
        } else {
            report.conflict("consumer " + wanted.id() + ": " + reply.complaint());
        }
    }
}
