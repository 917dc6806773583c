package kilonova.gateway.placement;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.PathTable;

/** Every endpoint of the Placement API, and what serves it. Read once; then only looked up. */
final class EndpointTable {
    private final List<Row> rows;
    private final PathTable<Map<String, Row>> places = new PathTable<>();

    /** Answers a request that its schemas let pass. */
    @FunctionalInterface
    interface Handler {
        Answer handle(PlacementRequest request);
    }

    record Row(Endpoint endpoint, Handler handler) {}

    /** A row, and what the variables of its path stand for. */
    record Found(Row row, Map<String, String> variables) {}

    private EndpointTable(List<Row> rows) {
        this.rows = List.copyOf(rows);
        rows.forEach(this::place);
    }

    /**
     * The table of the product with these handlers, by the titles of what they serve.
     *
     * @throws IllegalArgumentException when a handler has no row, or a row no handler
     */
    static EndpointTable load(Map<String, Handler> handlers) {
        var left = new LinkedHashMap<>(handlers);
        var rows = new ArrayList<Row>();
        for (JsonNode line : read()) {
            var endpoint = Endpoint.of(line);
            Handler handler = left.remove(endpoint.title());
            if (handler == null) {
                throw new IllegalArgumentException(endpoint.title() + ": served by nobody");
            }
            rows.add(new Row(endpoint, handler));
        }
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("served but not in the table: " + left.keySet());
        }
        return new EndpointTable(rows);
    }

    private static JsonNode read() {
        try (var in = EndpointTable.class.getResourceAsStream("endpoints.json")) {
            if (in == null) {
                throw new IllegalStateException("endpoints.json: not in the jar");
            }
            return Json.parse(in.readAllBytes()).orElseThrow();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void place(Row row) {
        String path = row.endpoint().path();
        places.at(path)
                .orElseGet(() -> {
                    var fresh = new LinkedHashMap<String, Row>();
                    places.put(path, fresh);
                    return fresh;
                })
                .put(row.endpoint().method(), row);
    }

    List<Row> rows() {
        return rows;
    }

    /**
     * What answers to a method at a path.
     *
     * @throws kilonova.gateway.http.HttpFaultException 404 for a path that no version has, 405 for a method that no version
     *     has there
     */
    Found find(String method, String path) {
        var match = places.find(path)
                .filter(found -> path.length() <= 1 || !path.endsWith("/"))
                .orElseThrow(() -> PlacementFault.notFound().raise());
        Row row = match.value().get(method);
        if (row == null) {
            throw new HttpFault(
                            405,
                            "The method specified is not allowed for this resource.",
                            Map.of("allow", String.join(", ", match.value().keySet())))
                    .raise();
        }
        return new Found(row, match.variables());
    }
}
