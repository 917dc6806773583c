package kilonova.control.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.util.Timestamps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import kilonova.compute.v1.ControlService;
import kilonova.compute.v1.DeleteControlServiceRequest;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.HostServiceGrpc.HostServiceBlockingStub;
import kilonova.compute.v1.HostView;
import kilonova.compute.v1.ListControlServicesRequest;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.control.edge.Refusal;
import kilonova.control.replica.Replicas;
import kilonova.testkit.clock.HandClock;
import kilonova.testkit.database.DatabaseKind;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators are told of services: when those of hosts were last heard, and which processes of the control plane ran. */
@EveryDatabase
final class ServicesTest {
    private static final long SOON_NANOS = Duration.ofSeconds(30).toNanos();
    private static int tests;

    private final TestDatabase at;
    private final HandClock clock = new HandClock();
    private final ReplicaWires wires = new ReplicaWires();
    private final List<TickedControl> living = new ArrayList<>();
    private final String host;
    private final TickedControl ada;

    ServicesTest(TestDatabase at) {
        this.at = at;
        // Each test has hosts and replicas of its own.
        host = "heard-" + ++tests;
        ada = start("anna");
    }

    private String unique(String name) {
        return name + "-of-services-" + tests;
    }

    private TickedControl start(String name) {
        var control = new TickedControl(at, clock, unique(name), wires);
        wires.serve(unique(name), control.replicaServices());
        living.add(control);
        return control;
    }

    private TickedControl startAnother(String name) {
        assumeThat(at.kind()).as("one process at a time").isNotEqualTo(DatabaseKind.SQLITE);
        TickedControl control = start(name);
        living.forEach(each -> each.round("lease"));
        return control;
    }

    @AfterEach
    void close() {
        living.forEach(each -> {
            each.gone(host);
            each.leave();
            each.close();
        });
        wires.close();
    }

    private static HostServiceBlockingStub hosts(TickedControl by) {
        return HostServiceGrpc.newBlockingStub(by.channel("admin"));
    }

    private List<Host> seen(TickedControl by) {
        return hosts(by)
                .listHosts(ListHostsRequest.newBuilder()
                        .setName(host)
                        .setView(HostView.HOST_VIEW_SERVICE)
                        .build())
                .getHostsList();
    }

    private boolean heardNow(TickedControl by) {
        long now = clock.instant().toEpochMilli();
        return seen(by).stream().anyMatch(each -> Timestamps.toMillis(each.getLastSeenTime()) == now);
    }

    private static void until(String what, BooleanSupplier so) {
        long end = System.nanoTime() + SOON_NANOS;
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private ObedientNode.Line connect() {
        var line = new ObedientNode(host).connect(wires.serve(List.of(ada.nodeService())));
        until("the host is seen", () -> seen(ada).stream().anyMatch(Host::getUp));
        return line;
    }

    @Test
    void aHeartbeatIsSeenThoughNothingIsWritten() {
        var line = connect();
        Host before = seen(ada).getFirst();
        clock.pass(Duration.ofSeconds(1));
        assertThat(heardNow(ada)).isFalse();

        line.heartbeat();
        until("it is heard", () -> heardNow(ada));
        assertThat(seen(ada))
                .containsExactly(before.toBuilder()
                        .setLastSeenTime(seen(ada).getFirst().getLastSeenTime())
                        .build());
    }

    @Test
    void whatOneReplicaHearsTheOtherTells() {
        var line = connect();
        TickedControl bob = startAnother("bert");
        Host came = seen(ada).getFirst();
        clock.pass(Duration.ofSeconds(1));
        line.heartbeat();

        until("it is heard", () -> heardNow(ada));
        assertThat(seen(bob)).isEqualTo(seen(ada));

        // Nobody says: it is when the host came.
        wires.cut(unique("anna"));
        assertThat(seen(bob)).extracting(Host::getLastSeenTime).containsExactly(came.getLastSeenTime());
    }

    private List<ControlService> services(String replica) {
        return hosts(ada)
                .listControlServices(ListControlServicesRequest.getDefaultInstance())
                .getServicesList()
                .stream()
                .filter(each -> each.getReplicaId().equals(unique(replica)))
                .toList();
    }

    private void delete(String id) {
        var unused = hosts(ada)
                .deleteControlService(
                        DeleteControlServiceRequest.newBuilder().setId(id).build());
    }

    @Test
    void whatLivesIsNotForgotten() {
        List<ControlService> before = services("anna");
        before.forEach(each -> delete(each.getId()));

        assertThat(services("anna"))
                .extracting(ControlService::getId)
                .containsExactlyElementsOf(
                        before.stream().map(ControlService::getId).toList());
        assertThat(Refusal.of(() -> delete("none")).reason()).isEqualTo("NotFound");
    }

    @Test
    void aProcessThatIsGoneIsForgottenUntilItBeginsAgain() {
        TickedControl bob = startAnother("bert");
        List<ControlService> before = services("bert");
        assertThat(before).extracting(ControlService::getBinary).containsExactly("nova-conductor", "nova-scheduler");
        delete(before.getFirst().getId());
        assertThat(services("bert")).hasSize(2);

        bob.leave();
        bob.close();
        living.remove(bob);
        clock.pass(Replicas.RENEWAL);
        ada.round("lease");
        assertThat(services("bert")).extracting(ControlService::getUp).containsExactly(false, false);
        List<ControlService> others = services("anna");

        before.forEach(each -> delete(each.getId()));
        assertThat(services("bert")).isEmpty();
        assertThat(services("anna"))
                .extracting(ControlService::getSerial)
                .containsExactlyElementsOf(
                        others.stream().map(ControlService::getSerial).toList());

        startAnother("bert");
        assertThat(services("bert"))
                .extracting(ControlService::getId)
                .containsExactlyElementsOf(
                        before.stream().map(ControlService::getId).toList());
        assertThat(services("bert").getFirst().getReplicaEpoch())
                .isGreaterThan(before.getFirst().getReplicaEpoch());
    }
}
