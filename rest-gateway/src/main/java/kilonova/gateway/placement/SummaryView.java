package kilonova.gateway.placement;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Set;
import kilonova.placement.v1.ProviderSummary;

/** What candidates tell of a provider, as each version shows it. */
final class SummaryView {
    private static final int TRAITS_SINCE = 17;
    private static final int ALL_CLASSES_SINCE = 27;
    private static final int TREES_SINCE = 29;
    /** As all versions show them that show trees: whole, whatever was asked for. */
    private static final SummaryTexts WHOLE = new SummaryTexts();

    private SummaryView() {}

    /** @param asked the classes that the query is about: older versions show no others */
    static void write(JsonGenerator out, PlacementVersion version, ProviderSummary summary, Set<String> asked)
            throws IOException {
        out.writeFieldName(summary.getId());
        if (version.atLeast(TREES_SINCE)) {
            out.writeRawValue(WHOLE.of(summary, text -> body(text, version, summary, asked)));
        } else {
            body(out, version, summary, asked);
        }
    }

    private static void body(JsonGenerator out, PlacementVersion version, ProviderSummary summary, Set<String> asked)
            throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("resources");
        for (var each : summary.getResourcesMap().entrySet()) {
            if (version.atLeast(ALL_CLASSES_SINCE) || asked.contains(each.getKey())) {
                out.writeObjectFieldStart(each.getKey());
                out.writeNumberField("capacity", each.getValue().getCapacity());
                out.writeNumberField("used", each.getValue().getUsed());
                out.writeEndObject();
            }
        }
        out.writeEndObject();
        if (version.atLeast(TRAITS_SINCE)) {
            out.writeArrayFieldStart("traits");
            for (String trait : summary.getTraitsList()) {
                out.writeString(trait);
            }
            out.writeEndArray();
        }
        if (version.atLeast(TREES_SINCE)) {
            ProviderView.writeOrNull(out, "parent_provider_uuid", summary.getParentId());
            out.writeStringField("root_provider_uuid", summary.getRootId());
        }
        out.writeEndObject();
    }
}
