package kilonova.control.notification;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/**
 * One of Nova's versioned notifications.
 *
 * @param revision of the change that it tells of
 * @param place among those of its change
 * @param event such as {@code instance.create.end}
 * @param subject the id of what it is about
 * @param at when the change was committed, microseconds
 */
record Notice(long revision, int place, String event, String publisher, String subject, long at, ObjectNode payload) {
    private static final DateTimeFormatter NOVA_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    /** The same for the same event of the same cloud, however often it is rendered. */
    String id(String cloud) {
        return UUID.nameUUIDFromBytes((cloud + "/" + revision + "/" + place).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** As Nova sends it. */
    ObjectNode envelope(String cloud) {
        var envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("message_id", id(cloud));
        envelope.put("publisher_id", publisher);
        envelope.put("event_type", event);
        envelope.put("priority", event.endsWith(".error") ? "ERROR" : "INFO");
        envelope.put("timestamp", NOVA_TIME.format(instant()));
        envelope.set("payload", payload);
        return envelope;
    }

    /** As an event of CloudEvents 1.0, in structured mode; its data is Nova's envelope. */
    ObjectNode cloudEvent(String cloud) {
        var told = JsonNodeFactory.instance.objectNode();
        told.put("specversion", "1.0");
        told.put("id", id(cloud));
        told.put("source", "/kilonova/" + cloud);
        told.put("type", "org.openstack.nova." + event);
        told.put("subject", subject);
        told.put("time", DateTimeFormatter.ISO_INSTANT.format(instant()));
        told.put("datacontenttype", "application/json");
        told.put("sequence", revision + "." + place);
        told.set("data", envelope(cloud));
        return told;
    }

    private Instant instant() {
        return Instant.ofEpochSecond(at / 1_000_000, at % 1_000_000 * 1_000);
    }
}
