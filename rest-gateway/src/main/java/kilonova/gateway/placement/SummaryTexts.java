package kilonova.gateway.placement;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import kilonova.gateway.http.Json;
import kilonova.placement.v1.ProviderSummary;

/**
 * Summaries of providers as JSON, each made once. The control plane in this process tells the same message again until the
 * provider changes, so that it is known by itself; where messages come over a wire each is made anew.
 */
final class SummaryTexts {
    /** About 20 MB. */
    private static final int MOST = 32_768;

    private final Map<String, Text> known = new ConcurrentHashMap<>();

    private record Text(ProviderSummary summary, SerializableString json) {}

    SerializableString of(ProviderSummary summary, Json.Writer writer) {
        Text seen = known.get(summary.getId());
        if (seen != null && isSame(seen.summary(), summary)) {
            return seen.json();
        }
        var json = new SerializedString(new String(Json.bytes(writer), StandardCharsets.UTF_8));
        if (seen == null && known.size() >= MOST) {
            known.clear();
        }
        known.put(summary.getId(), new Text(summary, json));
        return json;
    }

    /** Messages never change: the same one says the same, and to compare two would cost as much as to write one. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(ProviderSummary one, ProviderSummary other) {
        return one == other;
    }
}
