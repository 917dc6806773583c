package kilonova.gateway.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.HttpFaultException;
import kilonova.gateway.http.Json;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageVisibility;

/** What requests say of an image: each attribute by its name at Glance, all others as properties. */
final class ImageBody {
    static final int MAX_BYTES = 1024 * 1024;

    private static final List<String> READ_ONLY = List.of(
            "status",
            "created_at",
            "updated_at",
            "checksum",
            "os_hash_algo",
            "os_hash_value",
            "size",
            "virtual_size",
            "direct_url",
            "self",
            "file",
            "schema",
            "locations");
    /** Attribute at Glance → path in the update mask. */
    private static final Map<String, String> PATHS = Map.ofEntries(
            Map.entry("name", "name"),
            Map.entry("owner", "owner"),
            Map.entry("visibility", "visibility"),
            Map.entry("protected", "protected"),
            Map.entry("os_hidden", "hidden"),
            Map.entry("disk_format", "disk_format"),
            Map.entry("container_format", "container_format"),
            Map.entry("min_disk", "min_disk_gb"),
            Map.entry("min_ram", "min_memory_mb"),
            Map.entry("tags", "tags"));

    private ImageBody() {}

    static JsonNode json(Exchange exchange) {
        return Json.parse(exchange.body(MAX_BYTES)).orElseThrow(() -> bad("Malformed JSON in request body."));
    }

    /** The image of {@code POST /v2/images}. */
    static Image created(JsonNode body) {
        if (!body.isObject()) {
            throw bad("Request body must be a JSON object.");
        }
        var image = Image.newBuilder();
        body.properties().forEach(field -> {
            if (field.getKey().equals("id")) {
                image.setId(text(field.getKey(), field.getValue()));
            } else {
                set(image, field.getKey(), field.getValue());
            }
        });
        return image.build();
    }

    /** The path in the update mask of an attribute; empty for what is a property. */
    static Optional<String> path(String attribute) {
        return Optional.ofNullable(PATHS.get(attribute));
    }

    /** Refuses what only the service says. */
    static void requireWritable(String attribute) {
        if (READ_ONLY.contains(attribute) || attribute.equals("id")) {
            throw HttpFault.of(403, "Attribute '" + attribute + "' is read-only.")
                    .raise();
        }
        if (attribute.startsWith("os_glance_")) {
            throw HttpFault.of(403, "Attribute '" + attribute + "' is reserved.")
                    .raise();
        }
    }

    /** Sets an attribute or a property. */
    static void set(Image.Builder image, String attribute, JsonNode value) {
        requireWritable(attribute);
        if (SETTERS.get(attribute) instanceof BiConsumer<Image.Builder, JsonNode> setter) {
            setter.accept(image, value);
        } else {
            image.putProperties(attribute, text(attribute, value));
        }
    }

    private static final Map<String, BiConsumer<Image.Builder, JsonNode>> SETTERS = Map.ofEntries(
            Map.entry("name", (image, value) -> image.setName(textOrNull("name", value))),
            Map.entry("owner", (image, value) -> image.setOwner(textOrNull("owner", value))),
            Map.entry("visibility", (image, value) -> image.setVisibility(visibility(text("visibility", value)))),
            Map.entry("protected", (image, value) -> image.setProtected(flag("protected", value))),
            Map.entry("os_hidden", (image, value) -> image.setHidden(flag("os_hidden", value))),
            Map.entry("disk_format", (image, value) -> image.setDiskFormat(textOrNull("disk_format", value))),
            Map.entry(
                    "container_format",
                    (image, value) -> image.setContainerFormat(textOrNull("container_format", value))),
            Map.entry("min_disk", (image, value) -> image.setMinDiskGb(number("min_disk", value))),
            Map.entry("min_ram", (image, value) -> image.setMinMemoryMb(number("min_ram", value))),
            Map.entry("tags", (image, value) -> image.clearTags().addAllTags(texts("tags", value))));

    static ImageVisibility visibility(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "public" -> ImageVisibility.IMAGE_VISIBILITY_PUBLIC;
            case "private" -> ImageVisibility.IMAGE_VISIBILITY_PRIVATE;
            case "shared" -> ImageVisibility.IMAGE_VISIBILITY_SHARED;
            case "community" -> ImageVisibility.IMAGE_VISIBILITY_COMMUNITY;
            default ->
                throw bad("Invalid visibility value: " + word
                        + ". Must be one of 'public', 'private', 'shared' or 'community'.");
        };
    }

    static String text(String field, JsonNode value) {
        if (!value.isTextual()) {
            throw bad("Provided object does not match schema 'image': " + field + ": not a string");
        }
        return value.asText();
    }

    private static String textOrNull(String field, JsonNode value) {
        return value.isNull() ? "" : text(field, value);
    }

    private static List<String> texts(String field, JsonNode value) {
        if (!value.isArray()) {
            throw bad("Provided object does not match schema 'image': " + field + ": not a list");
        }
        return value.valueStream().map(each -> text(field, each)).toList();
    }

    private static boolean flag(String field, JsonNode value) {
        if (!value.isBoolean()) {
            throw bad("Provided object does not match schema 'image': " + field + ": not a boolean");
        }
        return value.booleanValue();
    }

    private static int number(String field, JsonNode value) {
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw bad("Provided object does not match schema 'image': " + field + ": not an integer");
        }
        return value.intValue();
    }

    static HttpFaultException bad(String text) {
        return HttpFault.of(400, text).raise();
    }
}
