package kilonova.gateway.placement;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One row of the table: a method at a path.
 *
 * @param since the first version that has it
 * @param before what it answers in earlier versions
 * @param body the schemas of its body; empty where it takes none
 * @param query the schemas of its query; empty where the query counts for nothing
 */
record Endpoint(
        String method,
        String path,
        PlacementVersion since,
        int before,
        List<SchemaRange> body,
        List<SchemaRange> query) {

    /** A schema and the versions in which it holds, both ends included. */
    record SchemaRange(PlacementVersion min, PlacementVersion max, String schema) {}

    Endpoint {
        body = List.copyOf(body);
        query = List.copyOf(query);
    }

    static Endpoint of(JsonNode row) {
        return new Endpoint(
                row.path("method").asText(),
                row.path("path").asText(),
                PlacementVersion.of(row.path("min").asText()),
                row.path("before").asInt(404),
                ranges(row.path("body")),
                ranges(row.path("query")));
    }

    private static List<SchemaRange> ranges(JsonNode rows) {
        var ranges = new ArrayList<SchemaRange>();
        rows.forEach(each -> ranges.add(new SchemaRange(
                PlacementVersion.of(each.path("min").asText()),
                PlacementVersion.of(each.path("max").asText(PlacementVersion.NEWEST.toString())),
                each.path("schema").asText())));
        return ranges;
    }

    Optional<String> bodySchema(PlacementVersion version) {
        return at(body, version);
    }

    Optional<String> querySchema(PlacementVersion version) {
        return at(query, version);
    }

    private static Optional<String> at(List<SchemaRange> ranges, PlacementVersion version) {
        return ranges.stream()
                .filter(each -> each.min().compareTo(version) <= 0 && version.compareTo(each.max()) <= 0)
                .map(SchemaRange::schema)
                .findFirst();
    }

    /** How people name it. */
    String title() {
        return method + " " + path;
    }
}
