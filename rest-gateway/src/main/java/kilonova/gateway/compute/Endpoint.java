package kilonova.gateway.compute;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One row of the table: what a method at a path, or one key of an action body, is in each version.
 *
 * @param action the only key of the body, for those endpoints that share a path
 * @param range the versions that answer
 * @param gone whether it was removed from every version, and answers 410
 */
public record Endpoint(
        String method,
        String path,
        Optional<String> action,
        VersionRange range,
        boolean gone,
        Optional<String> redirect,
        List<Ranged<Integer>> success,
        List<Ranged<String>> body,
        List<Ranged<String>> query,
        List<Ranged<String>> response) {

    /** A value for a range of versions. */
    public record Ranged<T>(VersionRange range, T value) {}

    public Endpoint {
        success = List.copyOf(success);
        body = List.copyOf(body);
        query = List.copyOf(query);
        response = List.copyOf(response);
    }

    static Endpoint of(JsonNode row) {
        return new Endpoint(
                row.path("method").asText(),
                row.path("path").asText(),
                Optional.ofNullable(row.get("action")).map(JsonNode::asText),
                VersionRange.of(row),
                row.path("always").asInt() == 410,
                Optional.ofNullable(row.get("redirect_to")).map(JsonNode::asText),
                codes(row),
                schemas(row, "request_body"),
                schemas(row, "request_query"),
                schemas(row, "response_body"));
    }

    private static List<Ranged<Integer>> codes(JsonNode row) {
        var codes = new ArrayList<Ranged<Integer>>();
        row.path("success")
                .forEach(each -> codes.add(
                        new Ranged<>(VersionRange.of(each), each.path("code").asInt())));
        return codes;
    }

    private static List<Ranged<String>> schemas(JsonNode row, String key) {
        var schemas = new ArrayList<Ranged<String>>();
        row.path(key)
                .forEach(each -> schemas.add(
                        new Ranged<>(VersionRange.of(each), each.path("schema").asText())));
        return schemas;
    }

    /** The status of a success in this version. */
    public int success(Microversion version) {
        return at(success, version).orElse(200);
    }

    public Optional<String> bodySchema(Microversion version) {
        return at(body, version);
    }

    public Optional<String> querySchema(Microversion version) {
        return at(query, version);
    }

    public Optional<String> responseSchema(Microversion version) {
        return at(response, version);
    }

    /** The legacy API is as 2.1 where it has no row of its own. */
    private static <T> Optional<T> at(List<Ranged<T>> ranges, Microversion version) {
        for (var each : ranges) {
            if (each.range().holds(version)) {
                return Optional.of(each.value());
            }
        }
        return version.legacy() ? at(ranges, Microversion.OLDEST) : Optional.empty();
    }

    /** How people name it: {@code POST /servers/{id}/action os-start}. */
    public String title() {
        return method + " " + (path.isEmpty() ? "(no path)" : path)
                + action.map(each -> " " + each).orElse("");
    }
}
