package kilonova.node.session;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import kilonova.kernel.Ids;
import kilonova.kernel.NodePass;
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

    /**
     * Takes over the ids that a certificate names. Throws {@link IllegalArgumentException} when these records are another
     * node's: its guests would be nobody's.
     */
    public void enroll(NodePass pass) {
        keep(NODE, pass.nodeId());
        pass.hosts().forEach((id, name) -> keep(HOST + name, id));
        force();
    }

    private void keep(String key, String given) {
        String before = known.putIfAbsent(key, given);
        if (before == null) {
            records.put(key, given.getBytes(StandardCharsets.UTF_8));
        } else if (!before.equals(given)) {
            throw new IllegalArgumentException(
                    "its " + key + " is " + before + " since it was first started, not " + given);
        }
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
