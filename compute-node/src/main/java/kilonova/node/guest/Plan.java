package kilonova.node.guest;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.Guest;
import kilonova.node.hypervisor.HostAction;
import kilonova.node.journal.ActionRecord;
import kilonova.node.journal.GuestRecord;
import kilonova.node.v1.GuestAction;
import kilonova.node.v1.WantedPower;
import kilonova.node.v1.Wish;

/**
 * Pure. From a wish, what is observed and what is remembered to the one thing to do next; no other class compares the
 * three. Doing that thing, observing and planning again ends at {@link Step.Rest}.
 */
final class Plan {
    /** What a guest gets to shut down by itself when the wish does not say. */
    private static final Duration SHUTDOWN_PATIENCE = Duration.ofSeconds(60);
    /** What it gets before a soft reboot becomes a hard one (Nova's [libvirt]wait_soft_reboot_seconds). */
    private static final Duration REBOOT_PATIENCE = Duration.ofSeconds(120);
    /** A guest that boots does not hear the power button: it is pressed again (Nova's shutdown_retry_interval). */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

    private final Wish wish;
    private final Guest guest;
    private final GuestRecord record;
    private final Optional<Asked> asked;
    private final Instant now;

    private Plan(Wish wish, Guest guest, GuestRecord record, Optional<Asked> asked, Instant now) {
        this.wish = wish;
        this.guest = guest;
        this.record = record;
        this.asked = asked;
        this.now = now;
    }

    /** @param asked when this run of the guest was asked to shut down by itself */
    static Step between(Wish wish, Guest guest, GuestRecord record, Optional<Asked> asked, Instant now) {
        return new Plan(wish, guest, record, asked, now).next();
    }

    private Step next() {
        if (guest.present() && guest.epoch() != 0 && guest.epoch() < wish.getEpoch()) {
            return giveUp();
        }
        if (guest.epoch() > wish.getEpoch()) {
            return new Step.Rest(); // The wish is a former owner's.
        }
        return switch (wish.getPower()) {
            case WANTED_POWER_ABSENT -> guest.present() ? giveUp() : settleOnce();
            case WANTED_POWER_RUNNING, WANTED_POWER_SHUT_OFF ->
                record.failed() == wish.getGeneration() || record.fulfilled() == wish.getGeneration()
                        ? new Step.Rest()
                        : whole();
            case WANTED_POWER_AS_IT_IS -> settleOnce();
            case WANTED_POWER_UNSPECIFIED, UNRECOGNIZED ->
                record.failed() == wish.getGeneration()
                        ? new Step.Rest()
                        : new Step.Fail(FaultReason.UNSUPPORTED, "The wished power is not one that this node knows.");
        };
    }

    private Step giveUp() {
        return act(
                guest.live() ? new HostAction.Destroy(wish.getServerId()) : new HostAction.Remove(wish.getServerId()));
    }

    private Step settleOnce() {
        return record.fulfilled() == wish.getGeneration() ? new Step.Rest() : new Step.Settle();
    }

    /** The guest has its disks; then its one-shot actions; then its power. */
    private Step whole() {
        if (!guest.disks()) {
            return record.fulfilled() == 0
                    ? act(new HostAction.MakeDisks(wish.getServerId(), wish.getSpec(), wish.getEpoch()))
                    : new Step.Fail(FaultReason.GUEST_LOST, "The guest's disks are no longer on the host.");
        }
        for (var action : wish.getActionsList()) {
            var known = record.action(action.getId());
            if (known.isEmpty() || known.get().stage() != ActionRecord.Stage.DONE) {
                return once(action, known);
            }
        }
        return power(false);
    }

    private Step once(GuestAction action, Optional<ActionRecord> known) {
        return switch (action.getActionCase()) {
            case REBOOT ->
                wish.getPower() == WantedPower.WANTED_POWER_RUNNING
                        ? reboot(action, known)
                        : new Step.Note(
                                ActionRecord.done(action.getId(), "A guest that is to be off is not rebooted."));
            case ACTION_NOT_SET ->
                new Step.Note(ActionRecord.done(action.getId(), "This node does not know the action."));
        };
    }

    /**
     * The run of the guest that was there when the reboot began is ended, and another started. Which run it is tells, also
     * after a crash at any point, whether that has happened.
     */
    private Step reboot(GuestAction action, Optional<ActionRecord> known) {
        if (known.isEmpty()) {
            return new Step.Note(ActionRecord.begun(action.getId(), guest.run()));
        }
        var begun = known.get();
        if (begun.stage() == ActionRecord.Stage.BEGUN) {
            boolean sameRun = guest.live() && guest.run() == begun.run();
            if (!sameRun) {
                return new Step.Note(begun.halted());
            }
            return action.getReboot().getHard()
                    ? new Step.Act(new HostAction.Destroy(wish.getServerId()), true)
                    : stop(true, rebootPatience(action.getReboot()));
        }
        return guest.live() ? new Step.Note(ActionRecord.done(action.getId(), "")) : power(true);
    }

    private Step power(boolean once) {
        boolean toRun = wish.getPower() == WantedPower.WANTED_POWER_RUNNING;
        if (guest.live() && !toRun) {
            return stop(once, patience());
        }
        if (!guest.live() && (!guest.defined() || guest.generation() != wish.getGeneration())) {
            return new Step.Act(
                    new HostAction.Define(wish.getServerId(), wish.getSpec(), wish.getGeneration(), wish.getEpoch()),
                    once);
        }
        if (toRun && !guest.running()) {
            return new Step.Act(
                    guest.live() ? new HostAction.Resume(wish.getServerId()) : new HostAction.Start(wish.getServerId()),
                    once);
        }
        return new Step.Settle();
    }

    /** Asks, waits, asks again, and pulls the plug when the guest does not heed; a paused guest cannot heed. */
    private Step stop(boolean once, Duration patience) {
        if (!guest.running() || patience.isZero()) {
            return new Step.Act(new HostAction.Destroy(wish.getServerId()), once);
        }
        if (asked.isEmpty()) {
            return new Step.Act(new HostAction.AskShutDown(wish.getServerId()), once);
        }
        var until = asked.get().first().plus(patience);
        var again = asked.get().last().plus(ASK_AGAIN);
        if (!now.isBefore(until)) {
            return new Step.Act(new HostAction.Destroy(wish.getServerId()), once);
        }
        if (!now.isBefore(again)) {
            return new Step.Act(new HostAction.AskShutDown(wish.getServerId()), once);
        }
        return new Step.Await(again.isBefore(until) ? again : until);
    }

    private static Duration rebootPatience(GuestAction.Reboot reboot) {
        int seconds = reboot.getPatienceSeconds();
        return seconds > 0 ? Duration.ofSeconds(seconds) : REBOOT_PATIENCE;
    }

    private Duration patience() {
        int seconds = wish.getSpec().getShutdownTimeoutSeconds();
        return seconds > 0 ? Duration.ofSeconds(seconds) : seconds < 0 ? Duration.ZERO : SHUTDOWN_PATIENCE;
    }

    private static Step act(HostAction action) {
        return new Step.Act(action, false);
    }
}
