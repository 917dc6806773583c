package kilonova.control.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.longrunning.Operation;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.GetConsoleOutputRequest;
import kilonova.compute.v1.GetServerRequest;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.QuotaServiceGrpc;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerEvent;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.SetQuotasRequest;
import kilonova.compute.v1.WaitOperationRequest;
import kilonova.compute.v1.WatchServersRequest;
import kilonova.compute.v1.WatchServersResponse;
import kilonova.control.replica.Replicas;
import kilonova.testkit.clock.HandClock;
import kilonova.testkit.database.DatabaseKind;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whole control planes on one database, and a node. None looks by itself for what another has committed: whatever one learns
 * of another, it was told of.
 */
@EveryDatabase
final class ReplicasOfOneCloudTest {
    private static final Duration ROUND = Duration.ofMillis(500);
    private static final long SOON_NANOS = Duration.ofSeconds(30).toNanos();
    private static int tests;

    private final TestDatabase at;
    private final HandClock clock = new HandClock();
    private final ReplicaWires wires = new ReplicaWires();
    private final Map<String, TickedControl> living = new LinkedHashMap<>();
    private final TickedControl ada;
    private final TickedControl bob;
    private final ObedientNode node;
    private final String host;

    ReplicasOfOneCloudTest(TestDatabase at) {
        assumeThat(at.kind()).as("one process at a time").isNotEqualTo(DatabaseKind.SQLITE);
        this.at = at;
        tests++;
        ada = start("ada");
        bob = start("bob");
        rounds("lease");
        host = "host-" + tests;
        node = new ObedientNode(host);
        var unused = QuotaServiceGrpc.newBlockingStub(ada.channel("admin"))
                .setQuotas(SetQuotasRequest.newBuilder()
                        .setProjectId("operators")
                        .putAllLimits(Map.of("instances", -1L, "cores", -1L, "ram", -1L))
                        .build());
    }

    private TickedControl start(String name) {
        String unique = name + "-" + tests;
        var control = new TickedControl(at, clock, unique, wires);
        wires.serve(unique, control.replicaServices());
        living.put(name, control);
        return control;
    }

    private Channel nodeChannel(TickedControl control) {
        return wires.serve(List.of(control.nodeService()));
    }

    @AfterEach
    void close() {
        new ArrayList<>(living.values()).forEach(each -> {
            each.gone(host);
            each.leave();
            each.close();
        });
        wires.close();
    }

    /** As kill -9 does. */
    private void kill(String name) {
        wires.cut(name + "-" + tests);
        Objects.requireNonNull(living.remove(name)).close();
    }

    private void rounds(String name) {
        living.values().forEach(each -> each.round(name));
    }

    private void pass(Duration time) {
        for (Duration left = time; left.isPositive(); left = left.minus(ROUND)) {
            clock.pass(ROUND);
            rounds("lease");
            rounds("nodes");
        }
    }

    private void until(String what, BooleanSupplier so) {
        long end = System.nanoTime() + SOON_NANOS;
        while (!so.getAsBoolean()) {
            living.values().forEach(TickedControl::drain);
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private Operation create(TickedControl by) {
        return by.servers()
                .createServer(CreateServerRequest.newBuilder()
                        .setServer(ServerSpec.newBuilder()
                                .setName("one")
                                .setFlavorId("1")
                                .setImageId(TickedControl.IMAGE)
                                .setRequestedHost(host)
                                .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_NONE))
                        .build());
    }

    private static String subject(Operation operation) {
        try {
            return operation.getMetadata().unpack(OperationMetadata.class).getSubjectId();
        } catch (com.google.protobuf.InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Server server(TickedControl by, String id) {
        return by.servers().getServer(GetServerRequest.newBuilder().setId(id).build());
    }

    private static boolean active(TickedControl by, String id) {
        return server(by, id).getRestingState() == RestingState.RESTING_STATE_ACTIVE;
    }

    private static String console(TickedControl by, String id) {
        return by.servers()
                .getConsoleOutput(GetConsoleOutputRequest.newBuilder().setId(id).build())
                .getOutput();
    }

    private static boolean answers(TickedControl by, String id) {
        try {
            return console(by, id).endsWith(id);
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }

    private boolean up(TickedControl by) {
        return HostServiceGrpc.newBlockingStub(by.channel("admin"))
                .listHosts(ListHostsRequest.getDefaultInstance())
                .getHostsList()
                .stream()
                .filter(each -> each.getName().equals(host))
                .anyMatch(Host::getUp);
    }

    private String bootOn(TickedControl by) {
        until("the host is seen", () -> up(by));
        String id = subject(create(by));
        until("it is active", () -> active(by, id));
        return id;
    }

    @Test
    void whatOneWishesTheNodeOfTheOtherGrants() {
        var unused = node.connect(nodeChannel(ada));
        String id = bootOn(bob);
        assertThat(node.guests()).contains(id);

        Operation gone = bob.servers()
                .deleteServer(DeleteServerRequest.newBuilder().setId(id).build());
        until("the guest is gone", () -> node.lost(id));
        until("the operation has ended", () -> wait(ada, gone, Duration.ZERO).getDone());
    }

    private static Operation wait(TickedControl at, Operation operation, Duration patience) {
        return at.operations()
                .waitOperation(WaitOperationRequest.newBuilder()
                        .setId(operation.getName())
                        .setTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(patience.toSeconds()))
                        .build());
    }

    @Test
    void whoWaitsAtOneIsWokenByWhatTheOtherCommits() throws Exception {
        var unused = node.connect(nodeChannel(ada));
        until("the host is seen", () -> up(bob));
        Operation begun = create(bob);
        var waiting = Thread.ofVirtual()
                .start(() -> assertThat(wait(ada, begun, Duration.ofSeconds(60)).getDone())
                        .isTrue());
        until("who waited is answered", () -> !waiting.isAlive());
        assertThat(wait(bob, begun, Duration.ZERO).getDone()).isTrue();
    }

    @Test
    void whatIsAskedOfAnyIsAnsweredByTheOneThatHoldsTheStream() {
        var unused = node.connect(nodeChannel(ada));
        String id = bootOn(ada);

        assertThat(console(ada, id)).isEqualTo("the console of " + id);
        assertThat(console(bob, id)).isEqualTo("the console of " + id);
    }

    @Test
    void whatNobodyCanAskIsUnavailableEverywhere() {
        var unused = node.connect(nodeChannel(ada));
        String id = bootOn(bob);
        kill("ada");

        assertThatThrownBy(() -> console(bob, id))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("UNAVAILABLE")
                .hasMessageContaining("does not answer");
    }

    @Test
    void aNodeThatGoesOverIsHeldByTheOtherAloneAndIsNotMissed() {
        var first = node.connect(nodeChannel(ada));
        String id = bootOn(ada);

        var second = node.connect(nodeChannel(bob));
        until("the first stream has ended", () -> first.end() != null);
        assertThat(Objects.requireNonNull(first.end()).getCode()).isEqualTo(Status.Code.ABORTED);
        assertThat(console(ada, id)).isEqualTo("the console of " + id);
        for (int i = 0; i < 12; i++) {
            pass(Duration.ofSeconds(1));
            assertThat(console(bob, id)).isEqualTo("the console of " + id);
        }
        assertThat(up(ada)).isTrue();
        assertThat(second.end()).isNull();
    }

    @Test
    void whatAStreamSaysLateIsRefusedOnceAnotherReplicaHoldsANewerOne() {
        // It hears of nothing: so it still believes to hold the stream.
        var deaf = new TickedControl(at, clock, "deaf-" + tests);
        living.put("deaf", deaf);
        var stale = node.connect(nodeChannel(deaf));
        String id = bootOn(deaf);
        var unused = node.connect(nodeChannel(bob));
        until("the other holds it", () -> answers(bob, id));
        assertThat(stale.end()).isNull();

        stale.sayShutOff(node.wish(id));
        until("the late word is refused", () -> stale.end() != null);
        assertThat(Objects.requireNonNull(stale.end()).getCode()).isEqualTo(Status.Code.ABORTED);
        assertThat(active(bob, id)).isTrue();
    }

    @Test
    void oneThatStartsLeavesTheHostsOfTheOthersAlone() {
        var unused = node.connect(nodeChannel(ada));
        String id = bootOn(ada);
        var carol = start("carol");
        for (int i = 0; i < 12; i++) {
            pass(Duration.ofSeconds(1));
            assertThat(console(bob, id)).isEqualTo("the console of " + id);
        }
        assertThat(up(carol)).isTrue();
    }

    @Test
    void aHostWhoseReplicaDiedIsDownWithinTenSecondsUnlessItComesToAnother() {
        var unused = node.connect(nodeChannel(ada));
        until("the host is seen", () -> up(bob));
        kill("ada");
        pass(Duration.ofSeconds(7));
        assertThat(up(bob)).isTrue();
        pass(Duration.ofSeconds(3));
        assertThat(up(bob)).isFalse();

        var again = node.connect(nodeChannel(bob));
        until("it came back", () -> up(bob));
        assertThat(again.end()).isNull();
    }

    @Test
    void ofFiftyCreatesThatADeadReplicaDroveAllBecomeActive() {
        var unused = node.connect(nodeChannel(bob));
        until("the host is seen", () -> up(ada));
        var begun = new ArrayList<String>();
        for (int i = 0; i < 50; i++) {
            begun.add(subject(create(ada)));
        }
        kill("ada");
        pass(Replicas.LEASE.plus(Duration.ofSeconds(1)));

        until("all are active", () -> begun.stream().allMatch(id -> active(bob, id)));
        assertThat(node.guests()).containsAll(begun);
    }

    @Test
    void oneThatLeavesInGoodOrderHandsOverAtOnce() {
        var unused = node.connect(nodeChannel(bob));
        until("the host is seen", () -> up(ada));
        String id = subject(create(ada));
        ada.leave();
        living.remove("ada");
        bob.round("lease");

        until("it is active", () -> active(bob, id));
        ada.close();
    }

    @Test
    void aPausedOneLosesNoWishAndAsksItsNodesToComeAgain() {
        var before = node.connect(nodeChannel(ada));
        String kept = bootOn(ada);
        until("the host is seen", () -> up(bob));
        // It stands still for longer than its lease, and is shut out.
        clock.pass(Replicas.LEASE);
        bob.round("lease");
        clock.pass(ROUND);
        bob.round("lease");
        String id = subject(create(bob));
        bob.drain();
        assertThatThrownBy(() -> create(ada))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("begins anew");

        ada.round("lease");
        ada.round("nodes");
        until("it has ended its streams", () -> before.end() != null);
        var unused = node.connect(nodeChannel(ada));
        until("it is active", () -> active(bob, id));
        assertThat(node.guests()).contains(kept, id);
    }

    @Test
    void aWatchGoesOnAtAnotherReplicaWithoutAGapAndWithoutARepeat() {
        var unused = node.connect(nodeChannel(bob));
        var atAda = new Seen();
        atAda.watch(ada, 0);
        String first = bootOn(bob);
        // An event and the bookmark past it are two messages; a watch that broke between them is rightly told the event
        // again.
        until("the first is told, and that it was", () -> atAda.isPast(first));
        kill("ada");
        pass(Replicas.LEASE.plus(ROUND));
        String second = bootOn(bob);

        var atBob = new Seen();
        atBob.watch(bob, atAda.bookmark());
        String third = bootOn(bob);
        until("what came meanwhile is told", () -> atBob.knows(second) && atBob.knows(third));
        assertThat(atBob.revisions()).isSorted().doesNotHaveDuplicates().allMatch(each -> each > atAda.bookmark());
        assertThat(atBob.knows(first)).as("nothing happened to it").isFalse();
        atBob.stop();
        atAda.stop();
    }

    /** What one watch told, on a thread of its own. */
    private static final class Seen {
        private final List<ServerEvent> events = new ArrayList<>();
        private final Context.CancellableContext call = Context.current().withCancellation();
        private long bookmark;

        void watch(TickedControl at, long revision) {
            var unused = Thread.ofVirtual()
                    .start(() -> call.run(() -> {
                        try {
                            at.servers()
                                    .watchServers(WatchServersRequest.newBuilder()
                                            .setRevision(revision)
                                            .build())
                                    .forEachRemaining(this::take);
                        } catch (StatusRuntimeException over) {
                            // The replica died, or the test is done.
                        }
                    }));
        }

        private synchronized void take(WatchServersResponse response) {
            events.addAll(response.getEventsList());
            bookmark = Math.max(bookmark, response.getBookmark());
        }

        synchronized long bookmark() {
            return bookmark;
        }

        synchronized boolean knows(String server) {
            return events.stream()
                    .anyMatch(event -> event.getServer().getId().equals(server)
                            && event.getServer().getRestingState() == RestingState.RESTING_STATE_ACTIVE);
        }

        synchronized boolean isPast(String server) {
            return knows(server)
                    && events.stream()
                            .filter(event -> event.getServer().getId().equals(server))
                            .allMatch(event -> event.getRevision() <= bookmark);
        }

        synchronized List<Long> revisions() {
            return events.stream().map(ServerEvent::getRevision).toList();
        }

        void stop() {
            call.cancel(null);
        }
    }
}
