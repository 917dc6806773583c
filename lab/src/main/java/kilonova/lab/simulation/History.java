package kilonova.lab.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kilonova.control.audit.Finding;

/** What clients were told, and what happened to the world: the story of one run. */
final class History {
    /**
     * A request that was answered well.
     *
     * @param body which of the bodies that were sent under this request id
     * @param operations that it began, {@code servers} that they are of, in the order of the answer
     */
    record Acknowledged(int body, List<String> operations, List<String> servers) {}

    private final Timeline timeline;
    private final Map<String, List<Acknowledged>> answers = new LinkedHashMap<>();
    private final Set<String> operations = new LinkedHashSet<>();
    private final Map<String, Set<String>> deleted = new LinkedHashMap<>();
    private final Claims claims = new Claims();
    private final List<String> story = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Integer> faults = new TreeMap<>();
    private int requests;

    History(Timeline timeline) {
        this.timeline = timeline;
    }

    /** A request was answered well; so many times as it was. */
    void acknowledged(String what, String requestId, Acknowledged answer) {
        operations.addAll(answer.operations());
        if (!requestId.isEmpty()) {
            answers.computeIfAbsent(requestId, id -> new ArrayList<>()).add(answer);
        }
        tell(what + " acknowledged: " + answer.servers() + " by " + answer.operations());
    }

    /** The delete of a server was acknowledged. */
    void deleted(String server, String operation) {
        deleted.computeIfAbsent(server, id -> new LinkedHashSet<>()).add(operation);
    }

    /** What was seen of quota and of hosts. */
    Claims claims() {
        return claims;
    }

    void fault(String what) {
        faults.merge(what, 1, Integer::sum);
        tell("! " + what);
    }

    /** @param whose the process that it happened to */
    void fault(String what, String whose) {
        faults.merge(what, 1, Integer::sum);
        tell("! " + whose + ": " + what);
    }

    long nowMicros() {
        return timeline.nowMicros();
    }

    void request() {
        requests++;
    }

    void tell(String what) {
        story.add(String.format(Locale.ROOT, "%11.3f s  %s", timeline.elapsed().toMillis() / 1000.0, what));
    }

    void found(Finding finding) {
        findings.add(finding);
        tell("broken: " + finding);
    }

    List<Finding> findings() {
        return findings;
    }

    /** Every answer, by request id. */
    Map<String, List<Acknowledged>> answers() {
        return answers;
    }

    /** Every operation that a client was told of. */
    Set<String> operations() {
        return operations;
    }

    /** Operations that were to delete it, by server. */
    Map<String, Set<String>> deleted() {
        return deleted;
    }

    List<String> story() {
        return story;
    }

    /** How often each kind of fault was injected. */
    Map<String, Integer> faults() {
        return faults;
    }

    int requests() {
        return requests;
    }
}
