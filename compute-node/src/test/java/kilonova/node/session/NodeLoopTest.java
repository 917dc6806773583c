package kilonova.node.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.Guest;
import kilonova.node.hypervisor.HostAction;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.GuestPower;
import kilonova.node.v1.GuestSpec;
import kilonova.node.v1.NodeMessage;
import kilonova.node.v1.NodeMessage.MessageCase;
import kilonova.node.v1.WantedPower;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeLoopTest {
    private final Machine machine = new Machine();
    private final FakeControlPlane control = machine.control;

    @AfterEach
    void close() {
        machine.close();
    }

    @Test
    void aStreamBeginsWithHelloAndOneSnapshotPerHost() {
        machine.settle();
        assertThat(control.kinds()).startsWith(MessageCase.HELLO, MessageCase.SNAPSHOT);
        assertThat(control.came.getFirst().getHello().getHosts(0).getHostId()).isEqualTo(machine.hostId);
        assertThat(control.came).extracting(NodeMessage::getSequence).startsWith(1L, 2L);
    }

    @Test
    void aControlPlaneThatPromisedToTalkAndFallsSilentIsLeftBeforeTheLeaseIsOver() {
        control.talkative = true;
        machine.settle();
        for (int i = 0; i < 10; i++) {
            control.say(ControlMessage.newBuilder()
                    .setAlive(ControlMessage.Alive.getDefaultInstance())
                    .build());
            machine.pass(Duration.ofSeconds(1));
        }
        assertThat(control.streams).as("it talks").isEqualTo(1);

        machine.pass(Duration.ofMillis(1_900));
        assertThat(control.streams).as("silent for less than its lease").isEqualTo(2);
    }

    @Test
    void aHypervisorThatFailsWithAnErrorIsLookedAtAgain() {
        machine.look = Optional.of(() -> {
            throw new StackOverflowError("of the hypervisor's");
        });
        machine.settle();
        assertThat(control.streams).as("nothing can be said of the host").isZero();

        machine.look = Optional.empty();
        machine.pass(Duration.ofSeconds(5));
        assertThat(control.streams).isEqualTo(1);
    }

    @Test
    void aListThatCannotBeTakenIsMadeAgain() {
        machine.look = Optional.of(() -> Arrays.asList(Guest.absent(Machine.SERVER), null));
        assertThatThrownBy(machine::settle).isInstanceOf(NullPointerException.class);

        machine.look = Optional.empty();
        machine.pass(Duration.ofSeconds(5));
        assertThat(control.streams).isEqualTo(1);
    }

    @Test
    void aWishThatCannotBeTakenStandsInTheWayOfNoOtherAndIsStatedAgain() {
        String other = "5e17e500-0000-4000-8000-000000000002";
        machine.settle();
        machine.unwritable = Optional.of(Machine.SERVER);
        control.wishes.put(Machine.SERVER, machine.running(1));
        control.wishes.put(
                other, machine.running(1).toBuilder().setServerId(other).build());
        control.say(ControlMessage.newBuilder()
                .setWishes(ControlMessage.Wishes.newBuilder().addAllWishes(control.wishes.values()))
                .build());
        machine.settle();
        assertThat(machine.hypervisor().observe(other).live()).isTrue();
        assertThat(machine.hypervisor().observe(Machine.SERVER).live()).isFalse();

        machine.unwritable = Optional.empty();
        machine.pass(Duration.ofSeconds(10));
        assertThat(control.streams).isEqualTo(2);
        assertGuest(GuestPower.GUEST_POWER_RUNNING, 1);
    }

    @Test
    void whatWasNotTakenYetIsBoundedWhateverTheControlPlaneSays() {
        machine.settle();
        var alive = ControlMessage.newBuilder()
                .setAlive(ControlMessage.Alive.getDefaultInstance())
                .build();
        assertThat(control.sayAsOftenAsTaken(alive, 10_000)).isBetween(1, Stream.MOST_UNTAKEN + 1);

        machine.settle();
        assertThat(control.sayAsOftenAsTaken(alive, 10_000)).isBetween(1, Stream.MOST_UNTAKEN + 1);
    }

    @Test
    void theSilenceOfAControlPlaneThatPromisedNothingSaysNothing() {
        machine.settle();
        machine.pass(Duration.ofSeconds(60));
        assertThat(control.streams).isEqualTo(1);
    }

    @Test
    void aGuestIsCreatedStoppedStartedAndDeleted() {
        machine.settle();
        control.state(machine.running(1));
        machine.settle();
        assertGuest(GuestPower.GUEST_POWER_RUNNING, 1);
        control.state(machine.wish(2, WantedPower.WANTED_POWER_SHUT_OFF));
        machine.settle();
        assertGuest(GuestPower.GUEST_POWER_SHUT_OFF, 2);
        control.state(machine.running(3));
        machine.settle();
        assertGuest(GuestPower.GUEST_POWER_RUNNING, 3);
        control.state(machine.wish(4, WantedPower.WANTED_POWER_ABSENT));
        machine.settle();
        assertGuest(GuestPower.GUEST_POWER_ABSENT, 4);
        assertThat(machine.hypervisor().guests()).isEmpty();
    }

    @Test
    void aQuickCreateIsToldInOneFact() {
        machine.settle();
        control.state(machine.running(1));
        machine.settle();
        assertThat(control.kinds()).containsExactly(MessageCase.HELLO, MessageCase.SNAPSHOT, MessageCase.FACTS);
    }

    @Test
    void aRepeatedWishRebootsOnce() {
        machine.settle();
        control.state(machine.running(1));
        machine.settle();
        long run = machine.run();
        for (int i = 0; i < 3; i++) {
            control.state(machine.reboot(2, "op"));
            machine.settle();
        }
        control.hangUp();
        machine.pass(Duration.ofSeconds(2));
        assertThat(machine.run()).isEqualTo(run + 1);
        assertThat(control.guest(Machine.SERVER).getActions(0).getId()).isEqualTo("op");
    }

    @Test
    void aNodeKilledBetweenJournalAndActRebootsOnce() {
        machine.settle();
        control.state(machine.running(1));
        machine.settle();
        long run = machine.run();
        control.state(machine.reboot(2, "op"));
        machine.tickOnly();
        machine.crash();
        machine.settle();
        assertThat(machine.run()).isEqualTo(run + 1);
        assertGuest(GuestPower.GUEST_POWER_RUNNING, 2);
    }

    @Test
    void aNodeKilledBetweenActAndRecordRebootsOnce() {
        machine.settle();
        control.state(machine.running(1));
        machine.settle();
        long run = machine.run();
        control.state(machine.reboot(2, "op"));
        machine.tickOnly();
        machine.workOnce();
        machine.crash();
        machine.settle();
        assertThat(machine.run()).isEqualTo(run + 1);
        assertGuest(GuestPower.GUEST_POWER_RUNNING, 2);
    }

    @Test
    void theNodeAndItsHostsKeepTheirIdsOverACrash() {
        machine.settle();
        var before = control.came.getFirst().getHello();
        machine.crash();
        machine.settle();
        assertThat(control.came.getFirst().getHello()).isEqualTo(before);
    }

    @Test
    void afterAReconnectTheSnapshotTellsWhatHappenedMeanwhile() {
        machine.settle();
        control.state(machine.running(1));
        machine.settle();
        control.away = true;
        control.hangUp();
        machine.settle();
        machine.hypervisor().powerOffFromWithin(Machine.SERVER);
        machine.pass(Duration.ofSeconds(5));
        assertGuest(GuestPower.GUEST_POWER_RUNNING, 1);
        control.away = false;
        machine.pass(Duration.ofSeconds(15));
        assertGuest(GuestPower.GUEST_POWER_SHUT_OFF, 1);
    }

    @Test
    void aHypervisorThatGoesAwayIsReportedWithItsTroubleUntilItIsBack() {
        machine.settle();
        machine.hypervisor().away(Optional.of("libvirt does not answer"));
        machine.settle();
        var troubled = control.came.getLast().getFacts().getHosts(0);
        assertThat(troubled.getTrouble()).isEqualTo("libvirt does not answer");
        assertThat(troubled.getInventoriesMap()).isNotEmpty();
        machine.hypervisor().away(Optional.empty());
        machine.settle();
        assertThat(control.came.getLast().getFacts().getHosts(0).getTrouble()).isEmpty();
    }

    @Test
    void aNodeWhoseHypervisorIsAwayStillConnectsAgain() {
        machine.settle();
        machine.hypervisor().away(Optional.of("libvirt does not answer"));
        control.hangUp();
        machine.pass(Duration.ofSeconds(5));
        assertThat(control.came.getFirst().getHello().getHosts(0).getTrouble()).isEqualTo("libvirt does not answer");
    }

    @Test
    void askedForEverythingTheNodeTellsItAgain() {
        machine.settle();
        control.state(machine.running(1));
        machine.settle();
        control.guests.clear();
        control.say(ControlMessage.newBuilder()
                .setResync(ControlMessage.Resync.newBuilder().addHostIds(machine.hostId))
                .build());
        machine.settle();
        assertThat(control.kinds()).endsWith(MessageCase.SNAPSHOT);
        assertGuest(GuestPower.GUEST_POWER_RUNNING, 1);
    }

    @Test
    void attemptsToReconnectThinOut() {
        machine.settle();
        control.away = true;
        control.hangUp();
        machine.pass(Duration.ofSeconds(60));
        assertThat(control.streams).isBetween(8, 24);
    }

    @Test
    void aStreamThatIsNeverWelcomedIsGivenUp() {
        control.welcoming = false;
        machine.settle();
        machine.pass(Duration.ofSeconds(40));
        assertThat(control.streams).isGreaterThan(1);
    }

    @Test
    void aGuestThatStopsByItselfIsReportedAndLeftAlone() {
        machine.settle();
        control.state(machine.running(1));
        machine.settle();
        machine.hypervisor().powerOffFromWithin(Machine.SERVER);
        machine.settle();
        assertGuest(GuestPower.GUEST_POWER_SHUT_OFF, 1);
    }

    @Test
    void aGuestThatNobodyWishesIsGivenUp() {
        machine.settle();
        control.state(machine.running(1));
        machine.settle();
        control.wishes.clear();
        machine.crash();
        machine.settle();
        assertThat(machine.hypervisor().guests()).isEmpty();
    }

    @Test
    void noGuestIsGivenUpBeforeEveryWishWasStated() {
        control.welcoming = false;
        act(new HostAction.MakeDisks("stray", GuestSpec.getDefaultInstance(), 1));
        machine.settle();
        assertThat(machine.hypervisor().guests()).hasSize(1);
    }

    @Test
    void aControlPlaneThatLostItsMemoryStopsAHundredGuestsButDoesNotCostTheirDisks() {
        for (int i = 0; i < 101; i++) {
            act(new HostAction.MakeDisks("s" + i, GuestSpec.getDefaultInstance(), 1));
            act(new HostAction.Define("s" + i, GuestSpec.getDefaultInstance(), 1, 1));
            act(new HostAction.Start("s" + i));
        }
        machine.settle();
        assertThat(machine.hypervisor().guests()).hasSize(101).allSatisfy(guest -> assertThat(guest.live())
                .isFalse());
    }

    @Test
    void aFaultNamesTheGenerationThatFailed() {
        machine.settle();
        machine.temper.failNext(FaultReason.IMAGE_UNACCEPTABLE);
        control.state(machine.running(1));
        machine.settle();
        assertThat(control.guest(Machine.SERVER).getFault().getReason()).isEqualTo("ImageUnacceptable");
        assertThat(control.guest(Machine.SERVER).getFailedGeneration()).isEqualTo(1);
        assertThat(control.guest(Machine.SERVER).getGeneration()).isZero();
    }

    @Test
    void everyQuestionGetsAnAnswer() {
        machine.settle();
        control.state(machine.running(1));
        machine.settle();
        ask(1, machine.hostId, Machine.SERVER);
        ask(2, machine.hostId, "unknown");
        ask(3, "elsewhere", Machine.SERVER);
        control.say(ControlMessage.newBuilder()
                .setQuestion(ControlMessage.Question.newBuilder().setId(4).setHostId(machine.hostId))
                .build());
        machine.settle();
        var answers = control.came.stream()
                .filter(NodeMessage::hasAnswer)
                .map(NodeMessage::getAnswer)
                .toList();
        assertThat(answers).extracting(NodeMessage.Answer::getQuestionId).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
        assertThat(answers).filteredOn(answer -> answer.getError().isEmpty()).hasSize(1);
        assertThat(answers)
                .anySatisfy(answer -> assertThat(answer.getConsoleOutput()).contains("login:"));
    }

    @Test
    void howLongTheMachineHasBeenRunningIsAnsweredAsOfNow() {
        machine.uptime = Optional.of("up 1 days");
        machine.settle();
        machine.uptime = Optional.of("up 2 days");
        control.say(ControlMessage.newBuilder()
                .setQuestion(ControlMessage.Question.newBuilder()
                        .setId(1)
                        .setHostId(machine.hostId)
                        .setHostUptime(ControlMessage.HostUptime.getDefaultInstance()))
                .build());
        machine.settle();

        assertThat(control.came)
                .filteredOn(NodeMessage::hasAnswer)
                .singleElement()
                .satisfies(told -> assertThat(told.getAnswer().getUptime()).isEqualTo("up 2 days"));
    }

    @Test
    void aQuietNodeSaysThatItLives() {
        machine.settle();
        machine.pass(Duration.ofSeconds(3));
        assertThat(control.kinds().stream()
                        .filter(kind -> kind == MessageCase.HEARTBEAT)
                        .count())
                .isBetween(5L, 6L);
    }

    @Test
    void aGuestThatIsGoneIsForgottenAfterAWhile() {
        machine.settle();
        control.state(machine.running(1));
        machine.settle();
        control.state(machine.wish(2, WantedPower.WANTED_POWER_ABSENT));
        machine.settle();
        control.wishes.clear();
        machine.pass(Duration.ofSeconds(70));
        control.hangUp();
        machine.pass(Duration.ofSeconds(2));
        assertThat(control.came.get(1).getSnapshot().getGuestsList()).isEmpty();
    }

    private void act(HostAction action) {
        machine.hypervisor().carryOut(action, progress -> {});
    }

    private void ask(long id, String hostId, String serverId) {
        control.say(ControlMessage.newBuilder()
                .setQuestion(ControlMessage.Question.newBuilder()
                        .setId(id)
                        .setHostId(hostId)
                        .setServerId(serverId)
                        .setConsoleOutput(
                                ControlMessage.ConsoleOutput.newBuilder().setLines(-1)))
                .build());
    }

    private void assertGuest(GuestPower power, long generation) {
        assertThat(control.guest(Machine.SERVER).getPower()).isEqualTo(power);
        assertThat(control.guest(Machine.SERVER).getGeneration()).isEqualTo(generation);
    }
}
