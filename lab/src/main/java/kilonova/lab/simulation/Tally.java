package kilonova.lab.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came of many runs. */
final class Tally {
    private static final double HOUR_SECONDS = 3_600;

    private final Map<String, Integer> faults = new TreeMap<>();
    private final List<SimulationReport> broken = new ArrayList<>();
    private long seeds;
    private long requests;
    private long operations;
    private Duration simulated = Duration.ZERO;

    void add(SimulationReport report) {
        seeds++;
        requests += report.requests();
        operations += report.operations();
        simulated = simulated.plus(report.simulated());
        report.faults().forEach((fault, times) -> faults.merge(fault, times, Integer::sum));
        if (!report.findings().isEmpty()) {
            broken.add(report);
        }
    }

    /** Seeds that broke a promise. */
    int failing() {
        return broken.size();
    }

    static String replay(long seed) {
        return "`./kilonova simulate --replay " + seed + "`";
    }

    String words() {
        int injected = faults.values().stream().mapToInt(Integer::intValue).sum();
        String kinds = faults.entrySet().stream()
                .map(each -> String.format(Locale.ROOT, "%n  %8d  %s", each.getValue(), each.getKey()))
                .collect(Collectors.joining());
        String found = broken.stream()
                .map(report -> String.format(
                        Locale.ROOT,
                        "%n  seed %d, promise %s; %s",
                        report.seed(),
                        report.findings().getFirst(),
                        replay(report.seed())))
                .collect(Collectors.joining());
        return String.format(
                Locale.ROOT,
                "%d seeds, %.1f simulated hours, %d requests, %d operations%n%d faults injected%s%n%s%s",
                seeds,
                hours(),
                requests,
                operations,
                injected,
                kinds,
                broken.isEmpty() ? "no finding: every promise held" : broken.size() + " seeds broke a promise",
                found);
    }

    ObjectNode json() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("seeds", seeds);
        json.put("simulated_hours", hours());
        json.put("requests", requests);
        json.put("operations", operations);
        ObjectNode injected = json.putObject("faults");
        faults.forEach(injected::put);
        var findings = json.putArray("findings");
        for (SimulationReport report : broken) {
            report.findings().forEach(finding -> findings.addObject()
                    .put("seed", report.seed())
                    .put("promise", finding.promise())
                    .put("words", finding.words())
                    .put("replay", "./kilonova simulate --replay " + report.seed()));
        }
        return json;
    }

    private double hours() {
        return simulated.toMillis() / 1_000.0 / HOUR_SECONDS;
    }
}
