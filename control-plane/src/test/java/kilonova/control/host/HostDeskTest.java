package kilonova.control.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.edge.TestEdge;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.store.Database;
import kilonova.control.store.TestStore;
import kilonova.kernel.Env;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

/** One host as an operator sees it. */
@EveryDatabase
final class HostDeskTest {
    private static final Env ENV = Env.real();

    private final Database database;
    private final Hosts hosts;
    private final HostDesk desk;
    private final String id = ENV.ids().next().toString();
    private final List<String> asked = new ArrayList<>();
    private Optional<String> now = Optional.empty();

    HostDeskTest(TestDatabase at) {
        database = TestStore.open(at);
        var ledger = new PlacementLedger(ENV);
        hosts = new Hosts(ENV, ledger);
        desk = new HostDesk(database, hosts, ledger, Policy.of(PolicyBook.COMPUTE), List.of(), host -> {
            asked.add(host);
            return now;
        });
    }

    @Test
    void howLongItHasBeenRunningIsShownAsOfNowThoughNothingWasWritten() {
        report("up 1 days");
        long generation = shown().generation();
        report("up 2 days");
        assertThat(shown().generation()).isEqualTo(generation);
        assertThat(shown().uptime()).isEqualTo("up 1 days");

        now = Optional.of("up 3 days");
        assertThat(shown().uptime()).isEqualTo("up 3 days");
        assertThat(asked).containsOnly(id);
    }

    @Test
    void aHostThatNeverSaidOrIsAwayIsNotAsked() {
        report("");
        assertThat(shown().uptime()).isEmpty();
        report("up 1 days");
        database.write(tx -> {
            hosts.gone(tx, id);
            return true;
        });
        assertThat(shown().up()).isFalse();
        assertThat(asked).isEmpty();
    }

    private Host shown() {
        return desk.get(TestEdge.principal("admin", "ops"), id).host();
    }

    private void report(String uptime) {
        database.write(tx -> {
            hosts.reported(
                    tx,
                    new HostReport(
                            id,
                            "host-" + id,
                            "node",
                            "nova",
                            "hypervisor-" + id,
                            "QEMU",
                            1,
                            "127.0.0.1",
                            "{}",
                            uptime,
                            1,
                            Map.of(),
                            List.of(),
                            ""));
            return true;
        });
    }
}
