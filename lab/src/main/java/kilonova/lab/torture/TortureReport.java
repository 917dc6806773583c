package kilonova.lab.torture;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of one run.
 *
 * @param database which one, in words
 * @param faults how often each way to fail struck
 * @param requests how many questions were answered in which way, by words
 * @param ends how servers ended, by their state
 * @param errors why servers ended in ERROR, with how often
 * @param toActive the longest time from the acknowledgement of a create until its server was seen ACTIVE
 * @param resumed the longest time from the death of a replica until all its operations went on
 * @param missed the longest time until hosts that were away were held to be down
 * @param restarts processes that ended by themselves, and were started again
 * @param streams how many streams the watchers opened
 * @param kept where everything of the run lies, when there is something to look at
 */
record TortureReport(
        String database,
        TortureChoices choices,
        Map<String, Integer> faults,
        Map<String, Integer> requests,
        Map<String, Integer> ends,
        Map<String, Integer> errors,
        Optional<Duration> toActive,
        Optional<Duration> resumed,
        Optional<Duration> missed,
        int restarts,
        int streams,
        List<String> timeline,
        List<Violation> violations,
        Optional<String> kept) {

    TortureReport {
        faults = Map.copyOf(faults);
        requests = Map.copyOf(requests);
        ends = Map.copyOf(ends);
        errors = Map.copyOf(errors);
        timeline = List.copyOf(timeline);
        violations = List.copyOf(violations);
    }
}
