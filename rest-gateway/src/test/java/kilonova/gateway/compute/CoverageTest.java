package kilonova.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/api-coverage.md} says what the table says; {@code -Dkilonova.regenerate=true} rewrites it. */
final class CoverageTest {
    private static final Path PAGE = Path.of("../docs/api-coverage.md");
    private static final String HEAD = """
            # Coverage of the compute API

            Made from the gateway's own table by `CoverageTest`; do not edit. A row is **done** when Nova's own samples hold in
            both directions and our answers keep Nova's response schemas, in every version that answers (`ConformanceTest`).
            **410** rows were removed from Nova itself, and answer as Nova does. **501** rows are not built yet, and say so.

            """;

    private final EndpointTable table =
            EndpointTable.load(ComputeHandlers.all(new Random(1)).served());

    @Test
    void thePageSaysWhatTheTableSays() throws IOException {
        String page = page();
        if (Boolean.getBoolean("kilonova.regenerate")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).hasContent(page);
    }

    @Test
    void theTableHasEveryEndpointOfNova() {
        assertThat(endpoints()).hasSize(265);
    }

    /** A row without a path would be shown as a blank, and counted as an endpoint that Nova's list does not have. */
    @Test
    void thePageHasAPathInEachRow() {
        assertThat(page().lines().filter(line -> line.matches("\\| [A-Z]+ \\| `/.*")))
                .hasSize(265);
        assertThat(page()).doesNotContain("` `", "``");
    }

    /** Those of Nova's list: the redirect to the version's document is Nova's router's own. */
    private List<EndpointTable.Row> endpoints() {
        return table.rows().stream()
                .filter(row -> row.endpoint().redirect().isEmpty())
                .toList();
    }

    private String page() {
        var page = new StringBuilder(HEAD);
        page.append("| state | rows |\n|---|---|\n");
        Stream.of("done", "410", "501").forEach(state -> page.append("| ")
                .append(state)
                .append(" | ")
                .append(endpoints().stream()
                        .filter(row -> state(row).startsWith(state))
                        .count())
                .append(" |\n"));
        page.append("\n| method | path | action | versions | state |\n|---|---|---|---|---|\n");
        for (EndpointTable.Row row : endpoints()) {
            Endpoint endpoint = row.endpoint();
            page.append("| ")
                    .append(endpoint.method())
                    .append(" | `")
                    .append(endpoint.path())
                    .append("` | ")
                    .append(endpoint.action().map(each -> "`" + each + "`").orElse(""))
                    .append(" | ")
                    .append(endpoint.range())
                    .append(" | ")
                    .append(state(row))
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String state(EndpointTable.Row row) {
        if (row.endpoint().gone()) {
            return "410";
        }
        return row.served()
                .map(served ->
                        served.lacking().map(each -> "done but for: " + each).orElse("done"))
                .orElse("501");
    }
}
