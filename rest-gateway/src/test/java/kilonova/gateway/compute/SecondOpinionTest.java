package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import kilonova.gateway.schema.Schema;
import org.junit.jupiter.api.Test;

/** A library finds the same documents valid: Nova's request samples, and those with one thing changed. */
final class SecondOpinionTest {
    private static final int CHANGES = 25;

    private final SchemaRegistry library = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> ours = new HashMap<>();
    private final Map<String, com.networknt.schema.Schema> theirs = new HashMap<>();
    private final Random random = new Random(7);

    @Test
    void aLibraryComesToTheSameVerdicts() {
        var reference = Reference.required();
        var table = EndpointTable.load(ComputeHandlers.all(random).served());
        var differ = new ArrayList<String>();
        int refused = 0;
        for (var sample : Samples.all(reference)) {
            if (sample.request().isEmpty()) {
                continue;
            }
            JsonNode body = reference.json(sample.request().get());
            String name = schema(table, sample, body);
            for (int i = 0; i <= CHANGES; i++) {
                JsonNode document = i == 0 ? body : changed(body);
                boolean valid = ours(reference, name).check(document.deepCopy()).isEmpty();
                refused += valid ? 0 : 1;
                if (valid != theirs(reference, name).validate(document).isEmpty()) {
                    differ.add(name + " " + document);
                }
            }
        }
        assertThat(differ).isEmpty();
        assertThat(refused).as("changed samples that are refused").isGreaterThan(500);
    }

    private static String schema(EndpointTable table, Samples.Sample sample, JsonNode body) {
        String path = sample.call().path().replaceAll("\\?.*", "");
        var row =
                switch (table.find(sample.call().method(), path)) {
                    case EndpointTable.Found.One(var one, var variables) -> one;
                    case EndpointTable.Found.Actions(var byKey, var variables) ->
                        byKey.get(body.fieldNames().next());
                    case EndpointTable.Found.Nothing _ -> throw new AssertionError(sample);
                };
        return Objects.requireNonNull(row)
                .endpoint()
                .bodySchema(sample.version())
                .orElseThrow();
    }

    private Schema ours(Reference reference, String name) {
        return ours.computeIfAbsent(name, n -> Schema.compile(source(reference, n)));
    }

    private com.networknt.schema.Schema theirs(Reference reference, String name) {
        return theirs.computeIfAbsent(name, n -> library.getSchema(source(reference, n)));
    }

    /** Without what is Nova's alone: formats, and bounds that hold for numbers written as text. */
    private static JsonNode source(Reference reference, String name) {
        int dot = name.indexOf('.');
        JsonNode schema = reference
                .json("schemas/compute/" + name.substring(0, dot) + ".json")
                .get(name.substring(dot + 1));
        return plain(schema);
    }

    private static JsonNode plain(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.path("format").isTextual()) {
                object.remove("format");
            }
            object.remove("x-nova-pattern");
            if (object.path("type").toString().contains("string")) {
                object.remove(List.of("minimum", "maximum"));
            }
            object.forEach(SecondOpinionTest::plain);
        } else if (node instanceof ArrayNode array) {
            array.forEach(SecondOpinionTest::plain);
        }
        return node;
    }

    /** The document with one member taken out, added or replaced, anywhere. */
    private JsonNode changed(JsonNode document) {
        JsonNode copy = document.deepCopy();
        var objects = new ArrayList<ObjectNode>();
        gather(copy, objects);
        if (objects.isEmpty()) {
            return copy;
        }
        ObjectNode object = objects.get(random.nextInt(objects.size()));
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.isEmpty() ? "a" : names.get(random.nextInt(names.size()));
        switch (random.nextInt(7)) {
            case 0 -> object.remove(name);
            case 1 -> object.put("surplus", 1);
            case 2 -> object.putNull(name);
            case 3 -> object.put(name, -1);
            case 4 -> object.put(name, "x".repeat(random.nextInt(2) * 300));
            case 5 -> object.putObject(name);
            default -> object.putArray(name).add(true).add(true);
        }
        return copy;
    }

    private static void gather(JsonNode node, List<ObjectNode> objects) {
        if (node instanceof ObjectNode object) {
            objects.add(object);
        }
        node.forEach(each -> gather(each, objects));
    }
}
