package kilonova.gateway.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** What the views of several resources have in common. */
final class Views {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private Views() {}

    static void project(ObjectNode view, String project) {
        view.put("tenant_id", project).put("project_id", project);
    }

    static void standard(ObjectNode view, String description, Timestamp created, Timestamp updated, long generation) {
        view.put("description", description)
                .put("created_at", time(created))
                .put("updated_at", time(updated))
                .put("revision_number", generation);
    }

    static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String time(Timestamp time) {
        return TIME.format(Instant.ofEpochSecond(time.getSeconds()));
    }
}
