package kilonova.gateway.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kilonova.gateway.http.PathTable;
import org.junit.jupiter.api.Test;

/** {@code docs/placement-coverage.md} says what the table and the walks say; {@code -Dkilonova.regenerate=true} rewrites it. */
final class PlacementCoverageTest {
    private static final Path PAGE = Path.of("../docs/placement-coverage.md");
    private static final Path WALKS = Path.of("../distribution/src/test/resources/walks");
    private static final String HEAD = """
        # Coverage of the Placement API

        Made from the gateway's own table and the recorded requests by `PlacementCoverageTest`; do not edit. Versions 1.0 to
        1.39; every endpoint is served. **Requests** counts those in `distribution/src/test/resources/walks/placement-*.walk`
        to which a Placement of OpenStack gave the answer that stands there: `PlacementWalkTest` sends each to a whole cloud
        and compares status, headers and body. **At** counts the versions in which they are sent. Who may do what, and input
        that is worse than bad, have walks of their own.

        """;

    private static final Set<String> OWN = Set.of("placement-policy.walk", "placement-bad-input.walk");

    private final EndpointTable table = new PlacementFace(Clock.systemUTC()).table();

    private record Seen(int requests, int versions) {}

    @Test
    void thePageSaysWhatTheTableSays() throws IOException {
        String page = page();
        if (Boolean.getBoolean("kilonova.regenerate")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).hasContent(page);
    }

    @Test
    void theTableHasEveryEndpointOfPlacement() {
        assertThat(table.rows()).hasSize(36);
    }

    @Test
    void everyEndpointIsComparedInItsFirstVersionOrLater() throws IOException {
        assertThat(seen()).hasSize(36).allSatisfy((endpoint, seen) -> assertThat(seen.requests())
                .as(endpoint)
                .isPositive());
    }

    private String page() throws IOException {
        Map<String, Seen> seen = seen();
        var page = new StringBuilder(HEAD).append("| method | path | since | requests | at |\n|---|---|---|---|---|\n");
        int all = 0;
        for (EndpointTable.Row row : table.rows()) {
            Endpoint endpoint = row.endpoint();
            Seen of = seen.getOrDefault(endpoint.title(), new Seen(0, 0));
            all += of.requests();
            page.append("| ")
                    .append(endpoint.method())
                    .append(" | `")
                    .append(endpoint.path())
                    .append("` | ")
                    .append(endpoint.since())
                    .append(" | ")
                    .append(of.requests())
                    .append(" | ")
                    .append(of.versions())
                    .append(" |\n");
        }
        return page.append("| all | | | ").append(all).append(" | |\n").toString();
    }

    private Map<String, Seen> seen() throws IOException {
        var places = new PathTable<String>();
        table.rows()
                .forEach(row -> places.put(row.endpoint().path(), row.endpoint().path()));
        var requests = new LinkedHashMap<String, Integer>();
        var versions = new LinkedHashMap<String, TreeSet<String>>();
        table.rows().forEach(row -> requests.put(row.endpoint().title(), 0));
        for (List<String> step : steps()) {
            String[] words = step.get(1).split("\\s+", -1);
            String path = words[3].indexOf('?') < 0 ? words[3] : words[3].substring(0, words[3].indexOf('?'));
            String title = words[1] + " "
                    + places.find(path).map(PathTable.Match::value).orElse("");
            if (requests.computeIfPresent(title, (t, count) -> count + 1) != null) {
                versions.computeIfAbsent(title, t -> new TreeSet<>())
                        .add(step.stream()
                                .filter(line -> line.startsWith("at "))
                                .findFirst()
                                .orElse(""));
            }
        }
        var seen = new LinkedHashMap<String, Seen>();
        requests.forEach((title, count) -> seen.put(
                title,
                new Seen(count, versions.getOrDefault(title, new TreeSet<>()).size())));
        return seen;
    }

    private static boolean recorded(String file) {
        return file.startsWith("placement-") && !OWN.contains(file);
    }

    private static List<List<String>> steps() throws IOException {
        try (Stream<Path> files = Files.list(WALKS)) {
            var texts = new StringBuilder();
            for (Path file : files.filter(each -> recorded(each.getFileName().toString()))
                    .sorted()
                    .toList()) {
                texts.append(Files.readString(file)).append("\n\n");
            }
            return Stream.of(texts.toString().strip().split("\n\\s*\n", -1))
                    .map(block -> block.strip().lines().toList())
                    .toList();
        }
    }
}
