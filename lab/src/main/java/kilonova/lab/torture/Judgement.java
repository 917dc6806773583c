package kilonova.lab.torture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is held against each other when a cloud has stopped.
 *
 * @param after what there is
 * @param violations what is wrong with it
 */
record Judgement(Aftermath after, List<Violation> violations) {
    Judgement {
        violations = List.copyOf(violations);
    }

    /**
     * Reads what is left of a cloud that has stopped, and leaves the history beside it.
     *
     * @param watchers closed
     * @param tenants by the project's id, the tenant's name
     */
    static Judgement of(
            TorturedCloud cloud,
            History history,
            List<Watcher> watchers,
            Map<String, String> tenants,
            List<Violation> before)
            throws IOException {
        Aftermath after = Books.read(cloud.database(), cloud.dataDir(), cloud.hosts(), tenants);
        var violations = new ArrayList<>(before);
        violations.addAll(Checker.check(
                history.exchanges(), watchers.stream().map(Watcher::memory).toList(), after));
        Files.write(
                cloud.folder().resolve("history.txt"),
                history.exchanges().stream().map(Exchange::toString).toList(),
                StandardCharsets.UTF_8);
        Files.write(cloud.folder().resolve("timeline.txt"), history.timeline(), StandardCharsets.UTF_8);
        return new Judgement(after, violations);
    }
}
