package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import kilonova.control.node.WantedPower;
import kilonova.control.node.Wish;
import kilonova.control.operation.Outcome;
import org.junit.jupiter.api.Test;

/** What is left of work that failed: a reason that names the cause, and a guest that is as it was. */
final class FailedWorkTest {

    @Test
    void aStartThatFailsLeavesTheReasonOnAStoppedServer() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.running("one");
            cloud.stop(begun);
            cloud.settle();
            cloud.machines.broken.add("host-1");
            Begun start = cloud.start(begun);
            cloud.settle();
            assertThat(cloud.operation(start).outcome()).contains(Outcome.FAILED);
            Server server = cloud.server(begun);
            assertThat(server.state().rests()).isEqualTo(RestingState.STOPPED);
            assertThat(server.state().fault().orElseThrow().message()).contains("no space left on host-1");
        }
    }

    @Test
    void aStopThatFailsAsksForNoPowerAtAll() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.running("one");
            cloud.machines.broken.add("host-1");
            cloud.stop(begun);
            cloud.settle();
            assertThat(cloud.machines.wishesOn("host-1"))
                    .extracting(Wish::power)
                    .containsExactly(WantedPower.AS_IT_IS);
            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.ACTIVE);
            assertThat(cloud.server(begun).state().fault()).isPresent();
        }
    }

    @Test
    void aRebootThatFailsWhileTheGuestRunsIsNoError() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.running("one");
            cloud.machines.broken.add("host-1");
            Begun reboot = cloud.reboot(begun);
            cloud.settle();
            assertThat(cloud.operation(reboot).outcome()).contains(Outcome.FAILED);
            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.ACTIVE);
            assertThat(cloud.server(begun).state().fault()).isPresent();
        }
    }

    @Test
    void theFaultIsGoneOnceTheServerDoesWhatItIsAsked() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.running("one");
            cloud.machines.broken.add("host-1");
            cloud.stop(begun);
            cloud.settle();
            cloud.machines.broken.clear();
            cloud.stop(begun);
            cloud.settle();
            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.STOPPED);
            assertThat(cloud.server(begun).state().fault()).isEmpty();
        }
    }

    @Test
    void aDeleteThatCannotUnplugThePortsSaysSo() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.running("one");
            cloud.networks.away(10_000);
            Begun delete = cloud.delete(begun.server());
            for (int i = 0; i < 40 && cloud.operation(delete).open(); i++) {
                cloud.settle();
                cloud.pass(Duration.ofMinutes(1));
            }
            assertThat(cloud.operation(delete).outcome()).contains(Outcome.FAILED);
            assertThat(cloud.server(begun).state().fault().orElseThrow().message())
                    .contains("ports")
                    .contains("the network service is away")
                    .doesNotContain("host");
        }
    }

    @Test
    void whenNoHostIsLeftTheFaultStillSaysWhyTheFirstFailed() {
        try (var cloud = new TinyCloud(1)) {
            cloud.machines.broken.add("host-1");
            Begun begun = cloud.create("one");
            cloud.settle();
            Fault fault = cloud.server(begun).state().fault().orElseThrow();
            assertThat(fault.message())
                    .startsWith("No valid host was found.")
                    .contains("Before that, on another host: no space left");
            assertThat(fault.details()).contains("host-1");
            assertThat(cloud.leftovers()).isEmpty();
        }
    }

    @Test
    void aBuildWhoseHostCanDoNothingEndsAtOnceAndGoesNowhereElse() {
        try (var cloud = new TinyCloud(2)) {
            cloud.machines.stuck.add("host-1");
            Begun begun = cloud.create("one");
            cloud.settle();
            Server server = cloud.server(begun);
            assertThat(server.state().rests()).isEqualTo(RestingState.ERROR);
            assertThat(server.state().fault().orElseThrow().message()).contains("no space left on host-1");
            assertThat(cloud.machines.wishesOn("host-2")).isEmpty();
            assertThat(cloud.machines.wishesOn("host-1"))
                    .extracting(Wish::power)
                    .containsExactly(WantedPower.ABSENT);
            cloud.machines.recover();
            cloud.settle();
            assertThat(cloud.leftovers()).isEmpty();
        }
    }

    @Test
    void aNeighbourThatIsAwayForAMomentCostsABuildNothingButTime() {
        try (var cloud = new TinyCloud(1)) {
            cloud.networks.away(4);
            Begun begun = cloud.create("one");
            for (int i = 0; i < 10; i++) {
                cloud.settle();
                cloud.pass(Duration.ofSeconds(1));
            }
            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.ACTIVE);
        }
    }

    @Test
    void anUndoingThatNeverSucceedsEndsInErrorAndIsClearedLater() {
        try (var cloud = new TinyCloud(1)) {
            cloud.networks.away(100_000);
            Begun begun = cloud.create("one");
            for (int i = 0; i < 120 && cloud.operation(begun).open(); i++) {
                cloud.settle();
                cloud.pass(Duration.ofMinutes(1));
            }
            assertThat(cloud.operation(begun).outcome()).contains(Outcome.FAILED);
            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.ERROR);
            assertThat(cloud.server(begun).state().fault().orElseThrow().message())
                    .contains("the network service is away");
            cloud.networks.away(0);
            cloud.audited();
            assertThat(cloud.leftovers()).isEmpty();
        }
    }
}
