package kilonova.gateway.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import kilonova.gateway.http.WholeSeconds;

/** What the views of several resources have in common. */
final class Views {
    private Views() {}

    static void project(ObjectNode view, String project) {
        view.put("tenant_id", project).put("project_id", project);
    }

    static void standard(ObjectNode view, String description, Timestamp created, Timestamp updated, long generation) {
        view.put("description", description)
                .put("created_at", WholeSeconds.utc(created))
                .put("updated_at", WholeSeconds.utc(updated))
                .put("revision_number", generation);
    }
}
