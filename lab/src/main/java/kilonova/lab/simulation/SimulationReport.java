package kilonova.lab.simulation;

import java.time.Duration;
import java.util.List;

/**
 * How one run ended.
 *
 * @param simulated how long it was in the simulated world
 * @param findings broken promises, each beginning with its number; empty when all held
 * @param story what happened, line by line
 */
public record SimulationReport(
        long seed,
        Duration simulated,
        int requests,
        int creates,
        int faults,
        List<String> findings,
        List<String> story) {

    public SimulationReport {
        findings = List.copyOf(findings);
        story = List.copyOf(story);
    }
}
