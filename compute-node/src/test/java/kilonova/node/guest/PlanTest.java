package kilonova.node.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.Guest;
import kilonova.node.hypervisor.HostAction;
import kilonova.node.journal.ActionRecord;
import kilonova.node.journal.GuestRecord;
import kilonova.node.v1.GuestAction;
import kilonova.node.v1.GuestFault;
import kilonova.node.v1.GuestPower;
import kilonova.node.v1.GuestSpec;
import kilonova.node.v1.WantedPower;
import kilonova.node.v1.Wish;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final GuestRecord HELD = GuestRecord.NONE.holding(1, 5, List.of("a"));
    private static final Wish RUNNING = wish(WantedPower.WANTED_POWER_RUNNING);
    private static final Wish SHUT_OFF = wish(WantedPower.WANTED_POWER_SHUT_OFF);
    private static final Wish AS_IT_IS = wish(WantedPower.WANTED_POWER_AS_IT_IS);
    private static final Wish ABSENT = wish(WantedPower.WANTED_POWER_ABSENT);
    private static final Guest NO_GUEST = Guest.absent("s");
    private static final Guest FILES_ONLY = new Guest("s", true, false, GuestPower.GUEST_POWER_SHUT_OFF, 0, 0, 1);
    private static final Guest OFF = new Guest("s", true, true, GuestPower.GUEST_POWER_SHUT_OFF, 0, 5, 1);
    private static final Guest UP = new Guest("s", true, true, GuestPower.GUEST_POWER_RUNNING, 7, 5, 1);
    private static final Guest PAUSED = new Guest("s", true, true, GuestPower.GUEST_POWER_PAUSED, 7, 5, 1);

    @Test
    void aNewGuestGetsItsDisksFirst() {
        assertThat(plan(RUNNING, NO_GUEST)).isEqualTo(act(new HostAction.MakeDisks("s", RUNNING.getSpec(), 1)));
    }

    @Test
    void aGuestWithDisksIsDefined() {
        assertThat(plan(RUNNING, FILES_ONLY)).isEqualTo(act(new HostAction.Define("s", RUNNING.getSpec(), 5, 1)));
    }

    @Test
    void aDefinedGuestIsStarted() {
        assertThat(plan(RUNNING, OFF)).isEqualTo(act(new HostAction.Start("s")));
    }

    @Test
    void aGuestDefinedForAnOlderWishIsDefinedAnewBeforeItStarts() {
        var old = new Guest("s", true, true, GuestPower.GUEST_POWER_SHUT_OFF, 0, 4, 1);
        assertThat(plan(RUNNING, old)).isEqualTo(act(new HostAction.Define("s", RUNNING.getSpec(), 5, 1)));
    }

    @Test
    void aRunningGuestFulfilsTheWishToRun() {
        assertThat(plan(RUNNING, UP)).isEqualTo(new Step.Settle());
    }

    @Test
    void aGuestThatIsToBeOffIsOnlyDefined() {
        assertThat(plan(SHUT_OFF, OFF)).isEqualTo(new Step.Settle());
    }

    @Test
    void aPausedGuestThatIsToRunGoesOn() {
        assertThat(plan(RUNNING, PAUSED)).isEqualTo(act(new HostAction.Resume("s")));
    }

    @Test
    void aGuestThatIsToStayAsItIsIsNeitherStartedNorStopped() {
        for (var guest : List.of(UP, OFF, PAUSED, FILES_ONLY, NO_GUEST)) {
            assertThat(plan(AS_IT_IS, guest)).isEqualTo(new Step.Settle());
        }
    }

    @Test
    void aRunningGuestIsAskedBeforeItIsStopped() {
        assertThat(plan(SHUT_OFF, UP)).isEqualTo(act(new HostAction.AskShutDown("s")));
    }

    @Test
    void anAskedGuestHasItsTime() {
        assertThat(Plan.between(SHUT_OFF, UP, HELD, Optional.of(Asked.at(NOW.minusSeconds(4))), NOW))
                .isEqualTo(new Step.Await(NOW.plusSeconds(6)));
    }

    @Test
    void aGuestThatDoesNotHeedLosesItsPower() {
        assertThat(Plan.between(SHUT_OFF, UP, HELD, Optional.of(Asked.at(NOW.minusSeconds(10))), NOW))
                .isEqualTo(act(new HostAction.Destroy("s")));
    }

    @Test
    void aGuestThatDidNotHearIsAskedAgain() {
        var asked = Asked.at(NOW.minusSeconds(20)).again(NOW.minusSeconds(10));
        assertThat(Plan.between(patient(SHUT_OFF), UP, HELD, Optional.of(asked), NOW))
                .isEqualTo(act(new HostAction.AskShutDown("s")));
        assertThat(Plan.between(patient(SHUT_OFF), UP, HELD, Optional.of(asked.again(NOW)), NOW))
                .isEqualTo(new Step.Await(NOW.plusSeconds(10)));
    }

    @Test
    void aSoftRebootWaitsTwoMinutesAndThenPullsThePlug() {
        var begun = HELD.with(ActionRecord.begun("a", 7));
        var asked = Asked.at(NOW.minusSeconds(119)).again(NOW);
        assertThat(Plan.between(reboot(false), UP, begun, Optional.of(asked), NOW))
                .isEqualTo(new Step.Await(NOW.plusSeconds(1)));
        assertThat(Plan.between(reboot(false), UP, begun, Optional.of(asked), NOW.plusSeconds(1)))
                .isEqualTo(new Step.Act(new HostAction.Destroy("s"), true));
    }

    @Test
    void aPausedGuestIsStoppedWithoutAsking() {
        assertThat(plan(SHUT_OFF, PAUSED)).isEqualTo(act(new HostAction.Destroy("s")));
    }

    @Test
    void anUnwishedGuestIsStoppedThenRemovedThenForgotten() {
        assertThat(plan(ABSENT, UP)).isEqualTo(act(new HostAction.Destroy("s")));
        assertThat(plan(ABSENT, OFF)).isEqualTo(act(new HostAction.Remove("s")));
        assertThat(plan(ABSENT, FILES_ONLY)).isEqualTo(act(new HostAction.Remove("s")));
        assertThat(plan(ABSENT, NO_GUEST)).isEqualTo(new Step.Settle());
        assertThat(plan(ABSENT, NO_GUEST, HELD.settled())).isEqualTo(new Step.Rest());
    }

    @Test
    void aGuestThatStopsByItselfIsLeftAloneOnceItsWishIsFulfilled() {
        assertThat(plan(RUNNING, OFF, HELD.settled())).isEqualTo(new Step.Rest());
    }

    @Test
    void aFailedWishIsNotTriedAgain() {
        assertThat(plan(RUNNING, NO_GUEST, HELD.failed(GuestFault.getDefaultInstance())))
                .isEqualTo(new Step.Rest());
    }

    @Test
    void aGuestThatWasWholeIsNotMadeAnewOnEmptyDisks() {
        var onceWhole = HELD.settled().holding(1, 6, List.of());
        var next = RUNNING.toBuilder().setGeneration(6).build();
        assertThat(plan(next, NO_GUEST, onceWhole))
                .isInstanceOfSatisfying(
                        Step.Fail.class, fail -> assertThat(fail.reason()).isEqualTo(FaultReason.GUEST_LOST));
    }

    @Test
    void aGuestOfAnOlderEpochIsGivenUpBeforeTheNewOneIsMade() {
        var next = RUNNING.toBuilder().setEpoch(2).build();
        var record = HELD.holding(2, 5, List.of());
        assertThat(plan(next, UP, record)).isEqualTo(act(new HostAction.Destroy("s")));
        assertThat(plan(next, OFF, record)).isEqualTo(act(new HostAction.Remove("s")));
        assertThat(plan(next, NO_GUEST, record)).isInstanceOf(Step.Act.class);
    }

    @Test
    void theWishOfAFormerOwnerChangesNothing() {
        var newer = new Guest("s", true, true, GuestPower.GUEST_POWER_RUNNING, 7, 5, 2);
        assertThat(plan(ABSENT, newer)).isEqualTo(new Step.Rest());
    }

    @Test
    void aRebootIsWrittenDownBeforeItIsBegun() {
        assertThat(plan(reboot(true), UP)).isEqualTo(new Step.Note(ActionRecord.begun("a", 7)));
    }

    @Test
    void aHardRebootEndsTheRunItBeganOn() {
        assertThat(plan(reboot(true), UP, HELD.with(ActionRecord.begun("a", 7))))
                .isEqualTo(new Step.Act(new HostAction.Destroy("s"), true));
    }

    @Test
    void aSoftRebootAsksFirst() {
        assertThat(plan(reboot(false), UP, HELD.with(ActionRecord.begun("a", 7))))
                .isEqualTo(new Step.Act(new HostAction.AskShutDown("s"), true));
    }

    @Test
    void aRebootWhoseRunIsOverStartsTheGuest() {
        var begun = ActionRecord.begun("a", 7);
        assertThat(plan(reboot(true), OFF, HELD.with(begun))).isEqualTo(new Step.Note(begun.halted()));
        assertThat(plan(reboot(true), OFF, HELD.with(begun.halted())))
                .isEqualTo(new Step.Act(new HostAction.Start("s"), true));
    }

    @Test
    void aRebootIsDoneOnceAnotherRunIsThere() {
        var nextRun = new Guest("s", true, true, GuestPower.GUEST_POWER_RUNNING, 8, 5, 1);
        var begun = ActionRecord.begun("a", 7);
        assertThat(plan(reboot(true), nextRun, HELD.with(begun))).isEqualTo(new Step.Note(begun.halted()));
        assertThat(plan(reboot(true), nextRun, HELD.with(begun.halted())))
                .isEqualTo(new Step.Note(ActionRecord.done("a", "")));
    }

    @Test
    void aDoneRebootIsNotDoneAgain() {
        assertThat(plan(reboot(true), UP, HELD.with(ActionRecord.done("a", ""))))
                .isEqualTo(new Step.Settle());
    }

    @Test
    void aGuestThatIsToBeOffIsNotRebooted() {
        var wish = reboot(true).toBuilder()
                .setPower(WantedPower.WANTED_POWER_SHUT_OFF)
                .build();
        assertThat(plan(wish, UP)).isInstanceOfSatisfying(Step.Note.class, note -> assertThat(
                        note.action().error())
                .isNotEmpty());
    }

    @Test
    void anActionOfANewerControlPlaneIsAnsweredWithAnError() {
        var wish = RUNNING.toBuilder()
                .addActions(GuestAction.newBuilder().setId("a"))
                .build();
        assertThat(plan(wish, UP)).isInstanceOfSatisfying(Step.Note.class, note -> assertThat(
                        note.action().error())
                .isNotEmpty());
    }

    @Test
    void aPowerOfANewerControlPlaneFailsTheWish() {
        assertThat(plan(RUNNING.toBuilder().setPowerValue(99).build(), UP)).isInstanceOf(Step.Fail.class);
    }

    private static Step plan(Wish wish, Guest guest) {
        return plan(wish, guest, HELD);
    }

    private static Step plan(Wish wish, Guest guest, GuestRecord record) {
        return Plan.between(wish, guest, record, Optional.empty(), NOW);
    }

    private static Wish patient(Wish wish) {
        return wish.toBuilder()
                .setSpec(wish.getSpec().toBuilder().setShutdownTimeoutSeconds(60))
                .build();
    }

    private static Step act(HostAction action) {
        return new Step.Act(action, false);
    }

    private static Wish reboot(boolean hard) {
        return RUNNING.toBuilder()
                .addActions(GuestAction.newBuilder()
                        .setId("a")
                        .setReboot(GuestAction.Reboot.newBuilder().setHard(hard)))
                .build();
    }

    private static Wish wish(WantedPower power) {
        return Wish.newBuilder()
                .setServerId("s")
                .setHostId("h")
                .setGeneration(5)
                .setEpoch(1)
                .setPower(power)
                .setSpec(GuestSpec.newBuilder().setName("guest").setShutdownTimeoutSeconds(10))
                .build();
    }
}
