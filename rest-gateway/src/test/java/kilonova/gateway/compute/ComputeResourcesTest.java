package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import kilonova.gateway.http.Json;
import org.junit.jupiter.api.Test;

/** The table and the schemas in the product are those of the reference; {@code -Dkilonova.regenerate=true} rewrites them. */
final class ComputeResourcesTest {
    private static final Path RESOURCES = Path.of("src/main/resources/kilonova/gateway/compute");
    private static final int LARGEST = 1_000_000;

    @Test
    void theProductCarriesTheFactsOfTheReference() throws IOException {
        var expected = expected(Reference.required());
        if (Boolean.getBoolean("kilonova.regenerate")) {
            for (var each : expected.entrySet()) {
                Path file = RESOURCES.resolve(each.getKey());
                Files.createDirectories(file.getParent());
                Files.writeString(file, each.getValue());
            }
        }
        for (var each : expected.entrySet()) {
            assertThat(RESOURCES.resolve(each.getKey())).hasContent(each.getValue());
            assertThat(each.getValue()).hasSizeLessThan(LARGEST);
        }
    }

    private static Map<String, String> expected(Reference reference) {
        var files = new TreeMap<String, String>();
        for (String path : reference.files("schemas/compute")) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (!name.startsWith("_")) {
                files.put("schemas/" + name, schemas(reference.json(path)));
            }
        }
        files.put(
                "endpoints.json", endpoints(reference.json("schemas/index.json").get("endpoints")));
        files.put(
                "extensions.json",
                extensions(reference.json("api_samples/extension-info/extensions-list-resp-v21-compatible.json")));
        return files;
    }

    private static String extensions(JsonNode sample) {
        var lines = new ArrayList<String>();
        for (JsonNode each : sample.get("extensions")) {
            var line = Json.object();
            keep(line, each, "alias");
            keep(line, each, "name");
            keep(line, each, "description");
            lines.add(line.toString());
        }
        return lines.stream().collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static String schemas(JsonNode group) {
        return group.properties().stream()
                .filter(each ->
                        !each.getKey().startsWith("_") && each.getValue().isObject())
                .map(each -> Json.object().textNode(each.getKey()) + ": " + slim(each.getValue()))
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }

    /** Without the one pattern that is as long as a page, where its name says the same. */
    private static JsonNode slim(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.has("x-nova-pattern")) {
                object.remove("pattern");
            }
            object.forEach(ComputeResourcesTest::slim);
        } else if (node instanceof ArrayNode array) {
            array.forEach(ComputeResourcesTest::slim);
        }
        return node;
    }

    private static String endpoints(JsonNode rows) {
        var lines = new ArrayList<String>();
        for (JsonNode row : rows) {
            var line = Json.object();
            line.set("method", row.get("method"));
            line.set("path", row.get("path"));
            keep(line, row, "action");
            keep(line, row, "redirect_to");
            keep(line, row, "min");
            keep(line, row, "max");
            keep(line, row, "always");
            ranges(line, row, "success");
            ranges(line, row, "request_body");
            ranges(line, row, "request_query");
            ranges(line, row, "response_body");
            lines.add(line.toString());
        }
        return lines.stream().collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static void keep(ObjectNode line, JsonNode row, String key) {
        if (row.hasNonNull(key)) {
            line.set(key, row.get(key));
        }
    }

    private static void ranges(ObjectNode line, JsonNode row, String key) {
        if (row.path(key).isEmpty()) {
            return;
        }
        ArrayNode ranges = line.putArray(key);
        for (JsonNode each : row.path(key)) {
            var range = ranges.addObject();
            keep(range, each, "code");
            keep(range, each, "schema");
            keep(range, each, "min");
            keep(range, each, "max");
        }
    }
}
