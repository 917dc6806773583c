package kilonova.gateway.compute;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.PathTable;

/** Every endpoint of the compute API, and what serves it. Read once; then only looked up. */
public final class EndpointTable {
    private final List<Row> rows;
    private final PathTable<Place> places = new PathTable<>();

    /** An endpoint and, when it is served, what serves it. */
    public record Row(Endpoint endpoint, Optional<Served> served) {}

    /** What answers at one path: rows by method, and those of POST by action key. */
    private record Place(Map<String, Row> methods, Map<String, Row> actions) {}

    /** What was found for a request. */
    public sealed interface Found {
        /** A row, and what the variables of its path stand for. */
        record One(Row row, Map<String, String> variables) implements Found {}

        /** The path takes actions: the body says which. */
        record Actions(Map<String, Row> byKey, Map<String, String> variables) implements Found {}

        record Nothing() implements Found {}
    }

    private EndpointTable(List<Row> rows) {
        this.rows = List.copyOf(rows);
        rows.forEach(this::place);
    }

    /**
     * The table of the product, with these handlers.
     *
     * @throws IllegalArgumentException when a handler is for an endpoint that the table does not have
     */
    static EndpointTable load(Map<Bindings.Key, Served> served) {
        var rows = new ArrayList<Row>();
        var bound = new HashSet<Bindings.Key>();
        for (JsonNode line : read()) {
            var endpoint = Endpoint.of(line);
            var key = new Bindings.Key(endpoint.method(), endpoint.path(), endpoint.action());
            bound.add(key);
            rows.add(new Row(endpoint, Optional.ofNullable(served.get(key))));
        }
        if (!bound.containsAll(served.keySet())) {
            throw new IllegalArgumentException("served but not in the table: " + without(served.keySet(), bound));
        }
        return new EndpointTable(rows);
    }

    private static Set<Bindings.Key> without(Set<Bindings.Key> keys, Set<Bindings.Key> known) {
        var rest = new LinkedHashSet<>(keys);
        rest.removeAll(known);
        return rest;
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
        Endpoint endpoint = row.endpoint();
        Place place = places.at(endpoint.path()).orElseGet(() -> {
            var fresh = new Place(new HashMap<>(), new HashMap<>());
            places.put(endpoint.path(), fresh);
            return fresh;
        });
        endpoint.action()
                .ifPresentOrElse(key -> place.actions.put(key, row), () -> place.methods.put(endpoint.method(), row));
    }

    public List<Row> rows() {
        return rows;
    }

    /** What answers to a method at a path below the version and the project. */
    Found find(String method, String path) {
        var match = places.find(path).orElse(null);
        if (match == null) {
            return new Found.Nothing();
        }
        Row row = match.value().methods.get(path.isEmpty() ? "ANY" : method);
        if (row != null) {
            return new Found.One(row, match.variables());
        }
        return method.equals("POST") && !match.value().actions.isEmpty()
                ? new Found.Actions(match.value().actions, match.variables())
                : new Found.Nothing();
    }
}
