package kilonova.gateway.placement;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import kilonova.placement.v1.ResourceProvider;

/** A resource provider as each version shows it. */
final class ProviderView {
    private static final int AGGREGATES_SINCE = 1;
    private static final int TRAITS_SINCE = 6;
    private static final int ALLOCATIONS_SINCE = 11;
    private static final int TREES_SINCE = 14;

    private ProviderView() {}

    static void write(JsonGenerator out, PlacementVersion version, ResourceProvider provider) throws IOException {
        String path = path(provider.getId());
        out.writeStartObject();
        out.writeStringField("uuid", provider.getId());
        out.writeStringField("name", provider.getName());
        out.writeNumberField("generation", provider.getGeneration());
        out.writeArrayFieldStart("links");
        link(out, "self", path);
        link(out, "inventories", path + "/inventories");
        link(out, "usages", path + "/usages");
        if (version.atLeast(AGGREGATES_SINCE)) {
            link(out, "aggregates", path + "/aggregates");
        }
        if (version.atLeast(TRAITS_SINCE)) {
            link(out, "traits", path + "/traits");
        }
        if (version.atLeast(ALLOCATIONS_SINCE)) {
            link(out, "allocations", path + "/allocations");
        }
        out.writeEndArray();
        if (version.atLeast(TREES_SINCE)) {
            writeOrNull(out, "parent_provider_uuid", provider.getParentId());
            out.writeStringField("root_provider_uuid", provider.getRootId());
        }
        out.writeEndObject();
    }

    static String path(String id) {
        return "/resource_providers/" + id;
    }

    static void writeOrNull(JsonGenerator out, String field, String value) throws IOException {
        if (value.isEmpty()) {
            out.writeNullField(field);
        } else {
            out.writeStringField(field, value);
        }
    }

    private static void link(JsonGenerator out, String rel, String href) throws IOException {
        out.writeStartObject();
        out.writeStringField("rel", rel);
        out.writeStringField("href", href);
        out.writeEndObject();
    }
}
