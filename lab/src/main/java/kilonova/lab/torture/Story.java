package kilonova.lab.torture;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a run comes down to in numbers. */
final class Story {
    /** A host's name, after the word. */
    private static final Pattern HOST = Pattern.compile("\\b(host) [^ :]+");

    private final List<Exchange> exchanges;
    private final List<Watcher> watchers;
    private final Aftermath after;

    Story(List<Exchange> exchanges, List<Watcher> watchers, Aftermath after) {
        this.exchanges = exchanges;
        this.watchers = watchers;
        this.after = after;
    }

    /** How many questions were answered in which way. */
    Map<String, Integer> requests() {
        var counts = new TreeMap<String, Integer>();
        for (Exchange each : exchanges) {
            String way =
                    switch (each.answer()) {
                        case Answer.Accepted _ -> each.verb().word() + " acknowledged";
                        case Answer.Refused no -> "refused: " + no.why();
                        case Answer.Unknown unknown -> "unknown: " + unknown.why();
                    };
            counts.merge(way, 1, Integer::sum);
        }
        return counts;
    }

    /** How many servers ended in which state. */
    Map<String, Integer> ends() {
        var counts = new TreeMap<String, Integer>();
        after.servers().forEach(row -> counts.merge(row.deleted() ? "DELETED" : row.resting(), 1, Integer::sum));
        return counts;
    }

    /** Why servers are in ERROR, whichever host it was. */
    Map<String, Integer> errors() {
        var counts = new TreeMap<String, Integer>();
        after.servers().stream()
                .filter(row -> !row.deleted() && row.resting().equals("ERROR"))
                .forEach(row -> counts.merge(HOST.matcher(row.fault()).replaceAll("$1 …"), 1, Integer::sum));
        return counts;
    }

    /** The longest time from the first acknowledgement of a create until its server was seen ACTIVE. */
    Optional<Duration> longestToActive() {
        var acknowledged = new HashMap<String, Long>();
        for (Exchange each : exchanges) {
            if (each.verb() == Verb.CREATE && each.answer() instanceof Answer.Accepted yes) {
                acknowledged.putIfAbsent(yes.server(), each.answeredMillis());
            }
        }
        return watchers.stream()
                .flatMap(watcher -> watcher.activeAt().entrySet().stream())
                .flatMap(seen -> Optional.ofNullable(acknowledged.get(seen.getKey())).stream()
                        .map(since -> Duration.ofMillis(Math.max(0, seen.getValue() - since))))
                .max(Duration::compareTo);
    }
}
