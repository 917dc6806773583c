package kilonova.gateway.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.FieldMask;
import com.google.protobuf.util.FieldMaskUtil;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import kilonova.gateway.http.HttpFault;
import kilonova.image.v1.Image;
import kilonova.image.v1.UpdateImageRequest;

/** Pure. A JSON patch laid over an image as it was read: the update it amounts to. */
final class ImagePatch {
    private final Image.Builder image;
    private final Set<String> paths = new LinkedHashSet<>();

    private ImagePatch(Image seen) {
        this.image = seen.toBuilder();
    }

    /**
     * The update names the etag of what was read, so a patch never lands on an image that it was not made for.
     *
     * @param shortForm the older form, where the operation's name is the key of its path
     * @param keyed it may be sent again under the same key and must then be the same: without the etag, where it only sets
     *     single attributes and so lands as well on any image
     */
    static UpdateImageRequest over(Image seen, JsonNode operations, boolean shortForm, boolean keyed) {
        if (!operations.isArray()) {
            throw ImageBody.bad("Request body must be a JSON array of operation objects.");
        }
        var patch = new ImagePatch(seen);
        for (JsonNode operation : operations) {
            if (!operation.isObject()) {
                throw ImageBody.bad("Operations must be JSON objects.");
            }
            if (shortForm) {
                patch.applyShort(operation);
            } else {
                patch.apply(text(operation, "op"), text(operation, "path"), operation);
            }
        }
        FieldMask mask = FieldMask.newBuilder().addAllPaths(patch.paths).build();
        // Only what changes: the same patch over the same image is the same request, whatever else moved.
        Image.Builder changed = Image.newBuilder();
        FieldMaskUtil.merge(mask, patch.image.build(), changed);
        return UpdateImageRequest.newBuilder()
                .setImage(changed.setId(seen.getId()).setEtag(keyed && patch.single() ? "" : seen.getEtag()))
                .setUpdateMask(mask)
                .build();
    }

    private boolean single() {
        return !paths.contains("tags") && !paths.contains("properties");
    }

    private void applyShort(JsonNode operation) {
        for (String op : List.of("add", "replace", "remove")) {
            if (operation.has(op)) {
                apply(op, text(operation, op), operation);
                return;
            }
        }
        throw ImageBody.bad("Operations must contain exactly one of the following members: add, remove, replace");
    }

    private void apply(String op, String pointer, JsonNode operation) {
        if (!pointer.startsWith("/")) {
            throw ImageBody.bad("Pointer `" + pointer + "` does not start with \"/\".");
        }
        String[] parts = pointer.substring(1).split("/", -1);
        String attribute = parts[0].replace("~1", "/").replace("~0", "~");
        ImageBody.requireWritable(attribute);
        if (parts.length == 2 && attribute.equals("tags")) {
            applyTag(op, parts[1], operation);
            return;
        }
        if (parts.length != 1 || attribute.isEmpty()) {
            throw ImageBody.bad("Invalid JSON pointer for this resource: '" + pointer + "'");
        }
        switch (op) {
            case "add" -> set(attribute, value(operation));
            case "replace" -> {
                requireThere(attribute);
                set(attribute, value(operation));
            }
            case "remove" -> remove(attribute);
            default -> throw ImageBody.bad("Unable to perform operation '" + op + "'.");
        }
    }

    private void set(String attribute, JsonNode value) {
        ImageBody.set(image, attribute, value);
        paths.add(ImageBody.path(attribute).orElse("properties"));
    }

    private void remove(String attribute) {
        if (ImageBody.path(attribute).isPresent()) {
            throw HttpFault.of(403, "Property " + attribute + " may not be removed.")
                    .raise();
        }
        requireThere(attribute);
        image.removeProperties(attribute);
        paths.add("properties");
    }

    private void requireThere(String attribute) {
        if (ImageBody.path(attribute).isEmpty() && !image.containsProperties(attribute)) {
            throw HttpFault.of(409, "Property " + attribute + " does not exist.")
                    .raise();
        }
    }

    private void applyTag(String op, String place, JsonNode operation) {
        var tags = new ArrayList<>(image.getTagsList());
        int index = place.equals("-") ? tags.size() : index(place);
        boolean adding = op.equals("add");
        if (index > tags.size() || !adding && index == tags.size()) {
            throw HttpFault.of(409, "Tag " + place + " does not exist.").raise();
        }
        if (!adding) {
            tags.remove(index);
        }
        if (!op.equals("remove")) {
            tags.add(index, ImageBody.text("tags", value(operation)));
        }
        image.clearTags().addAllTags(tags);
        paths.add("tags");
    }

    private static int index(String place) {
        if (!place.matches("\\d{1,4}")) {
            throw ImageBody.bad("Invalid JSON pointer for this resource: '/tags/" + place + "'");
        }
        return Integer.parseInt(place);
    }

    private static JsonNode value(JsonNode operation) {
        if (operation.get("value") instanceof JsonNode value) {
            return value;
        }
        throw ImageBody.bad("Operation must contain 'value'.");
    }

    private static String text(JsonNode operation, String member) {
        if (operation.get(member) instanceof JsonNode value && value.isTextual()) {
            return value.asText();
        }
        throw ImageBody.bad("Operation must contain '" + member + "'.");
    }
}
