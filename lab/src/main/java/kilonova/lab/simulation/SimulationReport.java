package kilonova.lab.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import kilonova.control.audit.Finding;

/**
 * How one run ended.
 *
 * @param simulated how long it was in the simulated world
 * @param operations that were begun
 * @param repairs that the standing audit made
 * @param faults that were injected, by kind
 * @param findings broken promises; empty when all held
 * @param story what happened, line by line; the last line tells all that was committed, as one digest
 * @param changes every change that was committed, in its order
 */
public record SimulationReport(
        long seed,
        Duration simulated,
        int requests,
        int operations,
        int repairs,
        Map<String, Integer> faults,
        List<Finding> findings,
        List<String> story,
        List<String> changes) {

    public SimulationReport {
        faults = Map.copyOf(faults);
        findings = List.copyOf(findings);
        story = List.copyOf(story);
        changes = List.copyOf(changes);
    }

    /** How many faults were injected. */
    public int faultCount() {
        return faults.values().stream().mapToInt(Integer::intValue).sum();
    }
}
