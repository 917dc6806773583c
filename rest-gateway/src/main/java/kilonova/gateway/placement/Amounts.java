package kilonova.gateway.placement;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;

/** Amounts by resource class, as JSON has them. */
final class Amounts {
    private Amounts() {}

    static void write(JsonGenerator out, String field, Map<String, Long> amounts) throws IOException {
        out.writeObjectFieldStart(field);
        for (var each : amounts.entrySet()) {
            out.writeNumberField(each.getKey(), each.getValue());
        }
        out.writeEndObject();
    }
}
