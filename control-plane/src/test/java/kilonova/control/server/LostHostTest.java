package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kilonova.control.node.WantedPower;
import kilonova.control.node.Wish;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Outcome;
import kilonova.control.placement.Allocation;
import org.junit.jupiter.api.Test;

/** What becomes of work whose host goes down. No test lets more time pass than a moment. */
final class LostHostTest {

    @Test
    void aBuildEndsInErrorAndSaysThatTheHostWentAway() {
        try (var cloud = new TinyCloud(1)) {
            cloud.machines.mute.add("host-1");
            Begun begun = cloud.create("one");
            cloud.settle();
            assertThat(cloud.server(begun).state().phase()).contains(Phase.SPAWNING);
            cloud.machines.down("host-1");
            cloud.settle();
            Server server = cloud.server(begun);
            assertThat(server.state().rests()).isEqualTo(RestingState.ERROR);
            assertThat(server.state().fault().orElseThrow().message())
                    .contains("The host of the server went away")
                    .doesNotContain("host-1");
            assertThat(server.state().fault().orElseThrow().details()).contains("host-1");
            assertNothingHeld(cloud);
            cloud.machines.recover();
            cloud.settle();
            assertThat(cloud.leftovers()).isEmpty();
        }
    }

    @Test
    void aBuildThatMayHaveStartedAGuestIsNotTriedOnAnotherHost() {
        try (var cloud = new TinyCloud(2)) {
            cloud.machines.mute.add("host-1");
            Begun begun = cloud.create("one");
            cloud.settle();
            cloud.machines.down("host-1");
            cloud.settle();
            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.ERROR);
            assertThat(cloud.machines.wishesOn("host-2")).isEmpty();
        }
    }

    @Test
    void aBuildThatHadStartedNothingIsPlacedElsewhere() {
        try (var cloud = new TinyCloud(2)) {
            cloud.networks.away(1);
            Begun begun = cloud.create("one");
            cloud.runner.tick();
            assertThat(cloud.server(begun).place().hostId()).contains("host-1");
            cloud.machines.down("host-1");
            cloud.settle();
            cloud.pass(Duration.ofSeconds(1));
            cloud.settle();
            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.ACTIVE);
            assertThat(cloud.server(begun).place().hostId()).contains("host-2");
        }
    }

    @Test
    void aHostThatReturnsGivesUpTheGuestOfAFailedBuild() {
        try (var cloud = new TinyCloud(1)) {
            cloud.machines.mute.add("host-1");
            cloud.create("one");
            cloud.settle();
            cloud.machines.down("host-1");
            cloud.settle();
            assertThat(cloud.machines.wishesOn("host-1"))
                    .extracting(Wish::power)
                    .containsExactly(WantedPower.ABSENT);
            cloud.machines.recover();
            cloud.settle();
            assertThat(cloud.machines.wishesOn("host-1")).isEmpty();
        }
    }

    @Test
    void aDeleteIsDoneWithoutTheHostAndTheHostRemovesTheGuestWhenItReturns() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.running("one");
            cloud.machines.mute.add("host-1");
            cloud.delete(begun.server());
            cloud.settle();
            assertThat(cloud.server(begun).deleted()).isFalse();
            cloud.machines.down("host-1");
            cloud.settle();
            assertThat(cloud.server(begun).deleted()).isTrue();
            assertNothingHeld(cloud);
            assertThat(cloud.machines.wishesOn("host-1"))
                    .extracting(Wish::power)
                    .containsExactly(WantedPower.ABSENT);
            cloud.machines.recover();
            cloud.settle();
            assertThat(cloud.machines.wishesOn("host-1")).isEmpty();
            assertThat(cloud.leftovers()).isEmpty();
        }
    }

    @Test
    void aStopFailsAndTheServerRestsWhereItRested() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.running("one");
            cloud.machines.mute.add("host-1");
            Begun stop = cloud.stop(begun);
            cloud.settle();
            cloud.machines.down("host-1");
            assertThat(cloud.operation(stop).outcome()).contains(Outcome.FAILED);
            assertThat(cloud.operation(stop).failure().map(Failure::reason)).contains("HostDown");
            Server server = cloud.server(begun);
            assertThat(server.state().rests()).isEqualTo(RestingState.ACTIVE);
            assertThat(server.state().phase()).isEmpty();
            assertThat(server.state().fault().orElseThrow().message())
                    .contains("The host of the server went away")
                    .doesNotContain("host-1");
            assertThat(server.state().fault().orElseThrow().details()).contains("host-1");
        }
    }

    @Test
    void aRebootFailsAndIsNotMadeUpForWhenTheHostReturns() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.running("one");
            cloud.machines.mute.add("host-1");
            Begun reboot = cloud.reboot(begun);
            cloud.settle();
            cloud.machines.down("host-1");
            assertThat(cloud.operation(reboot).outcome()).contains(Outcome.FAILED);
            assertThat(cloud.server(begun).state().phase()).isEmpty();
            assertThat(cloud.machines.wishesOn("host-1"))
                    .flatExtracting(Wish::actions)
                    .isEmpty();
        }
    }

    @Test
    void whatIsAskedOfAHostThatIsDownEndsAtOnce() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.running("one");
            cloud.machines.down("host-1");
            Begun stop = cloud.stop(begun);
            cloud.settle();
            assertThat(cloud.operation(stop).outcome()).contains(Outcome.FAILED);
        }
    }

    /** Room and ports are free again though the host is not back. */
    private static void assertNothingHeld(TinyCloud cloud) {
        assertThat(cloud.networks.all()).isEmpty();
        List<Allocation> held =
                cloud.database.read(tx -> cloud.ledger.allocations(tx, Optional.empty(), Optional.empty(), "", 10));
        assertThat(held).isEmpty();
    }
}
