package kilonova.gateway.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;

/** The JSON schemas that clients ask for: what images and members look like. */
final class SchemaPages {
    private static final List<String> READ_ONLY_TEXTS = List.of(
            "status",
            "checksum",
            "os_hash_algo",
            "os_hash_value",
            "created_at",
            "updated_at",
            "self",
            "file",
            "schema");

    private SchemaPages() {}

    static void on(Routes routes) {
        routes.get("/v2/schemas/image", e -> Answer.json(200, image()))
                .get("/v2/schemas/images", e -> Answer.json(200, list("images", image())))
                .get("/v2/schemas/member", e -> Answer.json(200, member()))
                .get("/v2/schemas/members", e -> Answer.json(200, list("members", member())));
    }

    private static ObjectNode image() {
        ObjectNode schema = Json.object();
        schema.put("name", "image");
        ObjectNode properties = schema.putObject("properties");
        text(properties, "id").put("pattern", "^([0-9a-fA-F]){8}-(([0-9a-fA-F]){4}-){3}([0-9a-fA-F]){12}$");
        text(properties, "name").put("maxLength", 255);
        text(properties, "owner").put("maxLength", 255);
        oneOf(text(properties, "visibility"), List.of("community", "public", "private", "shared"));
        oneOf(text(properties, "disk_format"), ImageView.DISK_FORMATS);
        oneOf(text(properties, "container_format"), ImageView.CONTAINER_FORMATS);
        properties.putObject("protected").put("type", "boolean");
        properties.putObject("os_hidden").put("type", "boolean");
        properties.putObject("min_disk").put("type", "integer");
        properties.putObject("min_ram").put("type", "integer");
        properties
                .putObject("tags")
                .put("type", "array")
                .putObject("items")
                .put("type", "string")
                .put("maxLength", 255);
        for (String name : READ_ONLY_TEXTS) {
            text(properties, name).put("readOnly", true);
        }
        for (String name : List.of("size", "virtual_size")) {
            ObjectNode number = properties.putObject(name);
            number.putArray("type").add("null").add("integer");
            number.put("readOnly", true);
        }
        schema.putObject("additionalProperties").put("type", "string");
        links(schema, "self", "{self}");
        links(schema, "enclosure", "{file}");
        links(schema, "describedby", "{schema}");
        return schema;
    }

    private static ObjectNode member() {
        ObjectNode schema = Json.object();
        schema.put("name", "member");
        ObjectNode properties = schema.putObject("properties");
        for (String name : List.of("member_id", "image_id", "created_at", "updated_at", "schema")) {
            properties.putObject(name).put("type", "string");
        }
        oneOf(properties.putObject("status").put("type", "string"), List.of("pending", "accepted", "rejected"));
        return schema;
    }

    private static ObjectNode list(String name, ObjectNode item) {
        ObjectNode schema = Json.object();
        schema.put("name", name);
        ObjectNode properties = schema.putObject("properties");
        properties.putObject(name).put("type", "array").set("items", item);
        for (String each : List.of("first", "next", "schema")) {
            properties.putObject(each).put("type", "string");
        }
        links(schema, "first", "{first}");
        links(schema, "next", "{next}");
        links(schema, "describedby", "{schema}");
        return schema;
    }

    private static ObjectNode text(ObjectNode properties, String name) {
        ObjectNode property = properties.putObject(name);
        property.putArray("type").add("null").add("string");
        return property;
    }

    private static void oneOf(ObjectNode property, List<String> values) {
        ArrayNode known = property.putArray("enum");
        values.forEach(known::add);
    }

    private static void links(ObjectNode schema, String rel, String href) {
        schema.withArray("/links").addObject().put("rel", rel).put("href", href);
    }
}
