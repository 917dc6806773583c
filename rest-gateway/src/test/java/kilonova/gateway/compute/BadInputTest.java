package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever comes in, the caller is told what is wrong with it: nothing is unexpected. */
final class BadInputTest {
    private static final int CHANGES = 25;
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "1.5",
            "99999999999999999999999",
            "1e400",
            "\"\"",
            "\" \"",
            "\"99999999999999999999999\"",
            "\"-99999999999999999999999\"",
            "\"\\u0000\\ud83d\\ude00\"",
            "\"2026-99-99\"",
            "[]",
            "[null]",
            "[[[]]]",
            "{}",
            "{\"\":{}}");
    private static final List<String> QUERY_VALUES =
            List.of("", "x", "-1", "0", "99999999999999999999999", "\0", "é", "(", "{}", "[1]", "2026-99-99", "true");

    private static Reference reference;
    private static TestCloud cloud;

    private final Random random = new Random(11);

    @BeforeAll
    static void serve() {
        reference = Reference.required();
        cloud = new TestCloud();
    }

    @AfterAll
    static void close() {
        if (cloud != null) {
            cloud.close();
        }
    }

    @Test
    void noBodyIsUnexpected() {
        var unexpected = new LinkedHashSet<String>();
        for (var sample : Samples.all(reference)) {
            if (sample.request().isEmpty()) {
                continue;
            }
            JsonNode body = reference.json(sample.request().get());
            for (int i = 0; i < CHANGES; i++) {
                String changed = changed(body.deepCopy()).toString();
                int status = cloud.request(
                                sample.call().method(), "/v2.1" + sample.call().path())
                        .at(sample.version().toString())
                        .body(changed)
                        .send()
                        .status();
                if (status >= 500) {
                    unexpected.add(status + " " + sample + " " + changed);
                }
            }
        }
        assertThat(unexpected).isEmpty();
    }

    private JsonNode changed(JsonNode body) {
        var objects = new ArrayList<ObjectNode>();
        gather(body, objects);
        ObjectNode object = objects.get(random.nextInt(objects.size()));
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.isEmpty() ? "a" : names.get(random.nextInt(names.size()));
        String value = VALUES.get(random.nextInt(VALUES.size()));
        object.set(
                name,
                kilonova.gateway.http.Json.parse(value.getBytes(StandardCharsets.UTF_8))
                        .orElseThrow());
        return body;
    }

    private static void gather(JsonNode node, List<ObjectNode> objects) {
        if (node instanceof ObjectNode object) {
            objects.add(object);
        }
        node.forEach(each -> gather(each, objects));
    }

    @Test
    void noQueryIsUnexpected() {
        var unexpected = new LinkedHashSet<String>();
        var seen = new LinkedHashSet<String>();
        for (var sample : Samples.all(reference)) {
            if (!sample.call().method().equals("GET") || !seen.add(sample.call().path() + sample.version())) {
                continue;
            }
            String path = sample.call().path().replaceAll("\\?.*", "");
            for (String name : names(path, sample.version())) {
                String value = QUERY_VALUES.get(random.nextInt(QUERY_VALUES.size()));
                String query = "?" + encoded(name) + "=" + encoded(value);
                int status = cloud.get("/v2.1" + path + query)
                        .at(sample.version().toString())
                        .send()
                        .status();
                if (status >= 500) {
                    unexpected.add(status + " " + sample + " " + query);
                }
            }
        }
        assertThat(unexpected).isEmpty();
    }

    /** The names that the schema of the query knows. */
    private static Set<String> names(String path, Microversion version) {
        var names = new LinkedHashSet<String>(Set.of("surplus"));
        if (cloud.face.table().find("GET", path) instanceof EndpointTable.Found.One(var row, var variables)) {
            row.endpoint().querySchema(version).ifPresent(name -> {
                int dot = name.indexOf('.');
                reference
                        .json("schemas/compute/" + name.substring(0, dot) + ".json")
                        .path(name.substring(dot + 1))
                        .path("properties")
                        .fieldNames()
                        .forEachRemaining(names::add);
            });
        }
        return names;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
