package kilonova.control.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.compute.v1.HostView;
import kilonova.compute.v1.ListHostsRequest;
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
    private final Map<String, Long> heard = new HashMap<>();
    private Optional<String> now = Optional.empty();

    HostDeskTest(TestDatabase at) {
        database = TestStore.open(at);
        var ledger = new PlacementLedger(ENV);
        hosts = new Hosts(ENV, ledger);
        desk = new HostDesk(
                database,
                hosts,
                ledger,
                Policy.of(PolicyBook.COMPUTE),
                List.of(),
                host -> {
                    asked.add(host);
                    return now;
                },
                some -> heard);
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

    @Test
    void whenItsNodeWasLastHeardIsShownWhereverServicesAre() {
        report("");
        long came = shown().lastSeenAt();
        assertThat(listed(HostView.HOST_VIEW_SERVICE).lastSeenAt()).isEqualTo(came);

        heard.put(id, came + 7);
        assertThat(shown().lastSeenAt()).isEqualTo(came + 7);
        assertThat(listed(HostView.HOST_VIEW_SERVICE).lastSeenAt()).isEqualTo(came + 7);
        assertThat(listed(HostView.HOST_VIEW_UNSPECIFIED).lastSeenAt()).isEqualTo(came + 7);
        assertThat(desk.inZones(TestEdge.principal("admin", "ops"), true))
                .filteredOn(each -> each.host().id().equals(id))
                .extracting(each -> each.host().lastSeenAt())
                .containsExactly(came + 7);

        heard.put(id, came - 7);
        assertThat(shown().lastSeenAt()).isEqualTo(came);
    }

    @Test
    void itsServiceHasAnIdOfItsOwn() {
        report("");
        String service = shown().serviceId();

        assertThat(service).isNotEqualTo(id);
        assertThat(ofService(service)).extracting(each -> each.host().id()).containsExactly(id);
        assertThat(ofService(id)).isEmpty();
    }

    private List<HostDesk.Seen> ofService(String serviceId) {
        return desk.list(
                        TestEdge.principal("admin", "ops"),
                        ListHostsRequest.newBuilder().setServiceId(serviceId).build())
                .hosts();
    }

    private Host listed(HostView view) {
        return desk.list(
                        TestEdge.principal("admin", "ops"),
                        ListHostsRequest.newBuilder()
                                .setName("host-" + id)
                                .setView(view)
                                .build())
                .hosts()
                .getFirst()
                .host();
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
