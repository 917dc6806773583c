package kilonova.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class PathTableTest {
    private final PathTable<String> table = new PathTable<>();

    @Test
    void aLiteralSegmentWinsOverAVariableOne() {
        table.put("/servers/{id}", "show");
        table.put("/servers/detail", "detail");

        assertThat(table.find("/servers/detail")).contains(new PathTable.Match<>("detail", Map.of()));
        assertThat(table.find("/servers/7")).contains(new PathTable.Match<>("show", Map.of("id", "7")));
    }

    @Test
    void aLiteralThatLeadsNowhereGivesWayToTheVariable() {
        table.put("/servers/detail/x", "deep");
        table.put("/servers/{id}/ips", "ips");

        assertThat(table.find("/servers/detail/ips")).contains(new PathTable.Match<>("ips", Map.of("id", "detail")));
    }

    @Test
    void variablesAreNamedByThePatternThatMatched() {
        table.put("/{project}/flavors/{flavor}", "show");
        table.put("/{project}/servers/{server}/ips/{network}", "ip");

        assertThat(table.find("/p/servers/s/ips/n"))
                .contains(new PathTable.Match<>("ip", Map.of("project", "p", "server", "s", "network", "n")));
    }

    @Test
    void anEmptySegmentMatchesNoVariable() {
        table.put("/servers/{id}/ips", "ips");

        assertThat(table.find("/servers//ips")).isEmpty();
        assertThat(table.find("/servers/7/ips/")).isPresent();
        assertThat(table.find("/servers")).isEmpty();
    }
}
