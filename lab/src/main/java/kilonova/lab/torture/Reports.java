package kilonova.lab.torture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import kilonova.lab.process.DatabasePlace;

/** How a run is told, to people and to programs. */
final class Reports {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_VIOLATIONS = 50;

    private Reports() {}

    static List<String> words(TortureReport report) {
        var lines = new ArrayList<String>();
        lines.add(
                "timeline, " + report.database() + ", seed " + report.choices().seed());
        report.timeline().forEach(line -> lines.add("  " + line));
        lines.add("");
        lines.add("faults        " + counts(report.faults()));
        lines.add("requests      " + counts(report.requests()));
        lines.add("servers       " + counts(report.ends()));
        report.errors().forEach((why, times) -> lines.add("  in ERROR    " + times + " x " + why));
        lines.add("to ACTIVE     " + time(report.toActive()) + " at most");
        lines.add("resumed       " + time(report.resumed()) + " at most after the death of a replica");
        lines.add("host missed   " + time(report.missed()) + " at most after it was gone");
        lines.add("watches       " + report.streams() + " streams, each from where the last one broke");
        if (report.restarts() > 0) {
            lines.add("restarts      " + report.restarts() + " of processes that ended by themselves");
        }
        lines.add("");
        if (report.violations().isEmpty()) {
            lines.add("no finding: nothing lost, nothing twice, nothing stuck; books, hosts and watches agree");
        } else {
            lines.add(report.violations().size() + " findings");
            report.violations().stream().limit(MOST_VIOLATIONS).forEach(each -> lines.add("  " + each));
            if (report.violations().size() > MOST_VIOLATIONS) {
                lines.add("  … and " + (report.violations().size() - MOST_VIOLATIONS) + " more");
            }
        }
        report.kept().ifPresent(folder -> lines.add("logs and history are in " + folder));
        return lines;
    }

    static ObjectNode json(TortureReport report) {
        ObjectNode json = JSON.createObjectNode();
        json.put("database", report.database());
        json.put("seed", report.choices().seed());
        json.put("seconds", report.choices().time().toSeconds());
        json.put("replicas", report.choices().replicas());
        put(json.putObject("faults"), report.faults());
        put(json.putObject("requests"), report.requests());
        put(json.putObject("servers"), report.ends());
        put(json.putObject("errors"), report.errors());
        seconds(json, "longest_to_active_seconds", report.toActive());
        seconds(json, "longest_resumption_seconds", report.resumed());
        seconds(json, "longest_host_missing_seconds", report.missed());
        json.put("restarts", report.restarts());
        json.put("watch_streams", report.streams());
        var timeline = json.putArray("timeline");
        report.timeline().forEach(timeline::add);
        var violations = json.putArray("findings");
        report.violations()
                .forEach(each ->
                        violations.addObject().put("kind", each.kind().word()).put("words", each.words()));
        report.kept().ifPresent(folder -> json.put("kept", folder));
        return json;
    }

    static List<String> words(DatabasePlace place, List<Trial> trials) {
        var lines = new ArrayList<String>();
        lines.add(Trial.CREATES + " creates in flight, " + place.words());
        for (Trial trial : trials) {
            lines.add("");
            lines.add(trial.killed());
            lines.add("  servers     " + counts(trial.ends()) + "; real Nova: " + trial.nova());
            lines.add("  when        " + trial.acknowledged() + " creates acknowledged, " + trial.open()
                    + " operations open; all ended " + Moment.seconds(trial.all()) + " later");
            trial.resumed()
                    .ifPresent(time -> lines.add("  resumed     " + Moment.seconds(time) + " after it (target: 3 s)"));
            trial.missed()
                    .ifPresent(time -> lines.add("  host missed " + Moment.seconds(time) + " after it (target: 10 s)"));
        }
        return lines;
    }

    static ObjectNode json(DatabasePlace place, List<Trial> trials) {
        ObjectNode json = JSON.createObjectNode();
        json.put("database", place.words());
        var array = json.putArray("trials");
        for (Trial trial : trials) {
            ObjectNode each = array.addObject();
            each.put("killed", trial.killed());
            each.put("acknowledged", trial.acknowledged());
            each.put("open_operations", trial.open());
            put(each.putObject("servers"), trial.ends());
            each.put("all_ended_seconds", Moment.value(trial.all()));
            seconds(each, "resumed_seconds", trial.resumed());
            seconds(each, "host_missing_seconds", trial.missed());
            each.put("nova", trial.nova());
        }
        return json;
    }

    private static void put(ObjectNode json, Map<String, Integer> counts) {
        new TreeMap<>(counts).forEach(json::put);
    }

    private static void seconds(ObjectNode json, String name, Optional<Duration> time) {
        time.ifPresentOrElse(each -> json.put(name, Moment.value(each)), () -> json.putNull(name));
    }

    private static String counts(Map<String, Integer> counts) {
        return counts.isEmpty()
                ? "none"
                : new TreeMap<>(counts)
                        .entrySet().stream()
                                .map(each -> each.getValue() + " " + each.getKey())
                                .collect(Collectors.joining(", "));
    }

    private static String time(Optional<Duration> time) {
        return time.map(Moment::seconds).orElse("not measured");
    }
}
