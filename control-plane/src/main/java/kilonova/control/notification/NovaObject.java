package kilonova.control.notification;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** A versioned object of Nova's as JSON, with the members that all of them have. */
final class NovaObject {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private final ObjectNode whole = JsonNodeFactory.instance.objectNode();
    private final ObjectNode data;

    NovaObject(String name, String version) {
        whole.put("nova_object.name", name);
        whole.put("nova_object.namespace", "nova");
        whole.put("nova_object.version", version);
        data = whole.putObject("nova_object.data");
    }

    ObjectNode json() {
        return whole;
    }

    ObjectNode data() {
        return data;
    }

    /** Null for an empty text: Nova says none by it. */
    NovaObject text(String name, String value) {
        if (value.isEmpty()) {
            data.putNull(name);
        } else {
            data.put(name, value);
        }
        return this;
    }

    NovaObject put(String name, String value) {
        data.put(name, value);
        return this;
    }

    NovaObject put(String name, long value) {
        data.put(name, value);
        return this;
    }

    NovaObject put(String name, boolean value) {
        data.put(name, value);
        return this;
    }

    NovaObject none(String name) {
        data.putNull(name);
        return this;
    }

    NovaObject time(String name, boolean known, Timestamp time) {
        return known ? put(name, format(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()))) : none(name);
    }

    NovaObject time(String name, long micros) {
        return put(name, format(Instant.ofEpochSecond(micros / 1_000_000)));
    }

    private static String format(Instant time) {
        return TIME.format(time);
    }

    NovaObject map(String name, Map<String, String> values) {
        var map = data.putObject(name);
        new TreeMap<>(values).forEach(map::put);
        return this;
    }

    NovaObject list(String name, Collection<String> values) {
        ArrayNode list = data.putArray(name);
        values.forEach(list::add);
        return this;
    }

    NovaObject set(String name, NovaObject value) {
        data.set(name, value.json());
        return this;
    }
}
