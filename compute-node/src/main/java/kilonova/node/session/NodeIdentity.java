package kilonova.node.session;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import kilonova.kernel.Ids;
import kilonova.node.journal.Records;

/** The ids of a node and its hosts: each is chosen once, and kept. */
public final class NodeIdentity {
    private static final String NODE = "node";
    private static final String HOST = "host/";

    private final Records records;
    private final Ids ids;
    private final Map<String, String> known = new HashMap<>();

    public NodeIdentity(Records records, Ids ids) {
        this.records = records;
        this.ids = ids;
        records.all()
                .forEach((key, id) -> known.put(
                        key,
                        UUID.fromString(new String(id, StandardCharsets.UTF_8)).toString()));
    }

    public String nodeId() {
        return id(NODE);
    }

    /** The id of the host of that name. */
    public String hostId(String name) {
        return id(HOST + name);
    }

    /** On disk before anyone hears of the ids. */
    public void force() {
        records.force();
    }

    private String id(String key) {
        return known.computeIfAbsent(key, missing -> {
            var chosen = ids.next().toString();
            records.put(missing, chosen.getBytes(StandardCharsets.UTF_8));
            return chosen;
        });
    }
}
