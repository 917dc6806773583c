package kilonova.lab.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What clients were told, and what happened to the world: the story of one run. */
final class History {
    /** @param operation its id, {@code server} the server's */
    record Acknowledged(String operation, String server) {}

    private final Timeline timeline;
    private final Map<String, List<Acknowledged>> creates = new LinkedHashMap<>();
    private final Set<String> deleted = new LinkedHashSet<>();
    private final List<String> story = new ArrayList<>();
    private int faults;
    private int requests;

    History(Timeline timeline) {
        this.timeline = timeline;
    }

    void acknowledged(String requestId, String operation, String server) {
        creates.computeIfAbsent(requestId, id -> new ArrayList<>()).add(new Acknowledged(operation, server));
        tell("create " + requestId + " acknowledged: server " + server);
    }

    void deleted(String server) {
        deleted.add(server);
        tell("delete of " + server + " acknowledged");
    }

    void fault(String what) {
        faults++;
        tell(what);
    }

    void request() {
        requests++;
    }

    void tell(String what) {
        story.add(String.format("%10.3f s  %s", timeline.elapsed().toMillis() / 1000.0, what));
    }

    /** Every acknowledgement, by request id. */
    Map<String, List<Acknowledged>> creates() {
        return creates;
    }

    Set<String> deleted() {
        return deleted;
    }

    List<String> story() {
        return story;
    }

    int faults() {
        return faults;
    }

    int requests() {
        return requests;
    }
}
