package kilonova.node.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import kilonova.node.hypervisor.FakeHypervisor;
import kilonova.node.hypervisor.FakeSize;
import kilonova.node.hypervisor.FakeTemper;
import kilonova.node.hypervisor.Guest;
import kilonova.node.hypervisor.HostAction;
import kilonova.node.journal.ActionRecord;
import kilonova.node.journal.GuestRecord;
import kilonova.node.journal.MemoryRecords;
import kilonova.node.v1.GuestAction;
import kilonova.node.v1.GuestFault;
import kilonova.node.v1.GuestSpec;
import kilonova.node.v1.WantedPower;
import kilonova.node.v1.Wish;
import org.junit.jupiter.api.Test;

/**
 * From every state a guest can be in, under every wish, with every memory of a reboot: the plan comes to rest, what it
 * asks for can be done, and then the wish is true.
 */
class PlanLawsTest {
    private static final String SERVER = "s";
    private static final long GENERATION = 5;
    private static final int MOST_STEPS = 20;
    private static final GuestSpec SPEC = GuestSpec.newBuilder()
            .setName("guest")
            .setShutdownTimeoutSeconds(10)
            .build();

    /** How far the guest had come before the wish. */
    private enum Before {
        NOTHING(0),
        DISKS(1),
        DEFINED(2),
        RUNNING(3),
        STOPPED_AGAIN(4);

        private final int actions;

        Before(int actions) {
            this.actions = actions;
        }
    }

    private enum Reboot {
        NONE,
        SOFT,
        HARD
    }

    /** What is remembered of the reboot. */
    private enum Memory {
        NOTHING,
        BEGUN_ON_THIS_RUN,
        BEGUN_ON_AN_EARLIER_RUN,
        HALTED,
        DONE
    }

    private record Case(
            Before before,
            long epoch,
            long definedFor,
            WantedPower power,
            Reboot reboot,
            Memory memory,
            boolean stubborn) {}

    @Test
    void everyCaseComesToRestWithItsWishTrue() {
        for (var each : cases()) {
            var hypervisor = hypervisor(each);
            var runBefore = hypervisor.observe(SERVER).run();
            var record = settle(each, hypervisor, record(each, hypervisor));
            var guest = hypervisor.observe(SERVER);
            assertThat(record.fulfilled()).as(each.toString()).isEqualTo(GENERATION);
            switch (each.power()) {
                case WANTED_POWER_RUNNING ->
                    assertThat(guest.running()).as(each.toString()).isTrue();
                case WANTED_POWER_SHUT_OFF -> {
                    assertThat(guest.live()).as(each.toString()).isFalse();
                    assertThat(guest.defined()).as(each.toString()).isTrue();
                }
                default -> assertThat(guest.present()).as(each.toString()).isFalse();
            }
            if (each.power() == WantedPower.WANTED_POWER_RUNNING && each.epoch() == 1) {
                assertThat(guest.run()).as(each.toString()).isEqualTo(expectedRun(each, runBefore));
            }
        }
    }

    /** A guest that ran starts again exactly when its reboot was still to be done. */
    private static long expectedRun(Case each, long runBefore) {
        boolean ran = each.before() == Before.RUNNING;
        if (!ran) {
            return each.before() == Before.STOPPED_AGAIN ? 2 : 1;
        }
        boolean toDo = each.reboot() != Reboot.NONE
                && (each.memory() == Memory.NOTHING || each.memory() == Memory.BEGUN_ON_THIS_RUN);
        return toDo ? runBefore + 1 : runBefore;
    }

    private static GuestRecord settle(Case each, FakeHypervisor hypervisor, GuestRecord start) {
        var record = start;
        var now = Instant.parse("2026-01-01T00:00:00Z");
        Optional<Asked> asked = Optional.empty();
        var steps = new ArrayList<Step>();
        while (steps.size() < MOST_STEPS) {
            var guest = hypervisor.observe(SERVER);
            if (!guest.live()) {
                asked = Optional.empty();
            }
            var step = Plan.between(wish(each), guest, record, asked, now);
            steps.add(step);
            switch (step) {
                case Step.Act(var action, var once) -> {
                    assertThat(once && record.actions().isEmpty())
                            .as("acts once without a note")
                            .isFalse();
                    var at = now;
                    asked = action instanceof HostAction.AskShutDown
                            ? Optional.of(asked.map(before -> before.again(at)).orElse(Asked.at(at)))
                            : asked;
                    hypervisor.carryOut(action, progress -> {});
                }
                case Step.Note(var action) -> record = record.with(action);
                case Step.Await(var until) -> now = until;
                case Step.Settle() -> record = record.settled();
                case Step.Fail(var reason, var message) ->
                    record = record.failed(GuestFault.newBuilder()
                            .setReason(reason.wireName())
                            .setMessage(message)
                            .build());
                case Step.Rest() -> {
                    return record;
                }
            }
        }
        throw new AssertionError(each + " does not come to rest: " + steps);
    }

    private static List<Case> cases() {
        var cases = new ArrayList<Case>();
        for (var before : Before.values()) {
            for (long epoch = 1; epoch <= 2; epoch++) {
                for (long definedFor = GENERATION - 1; definedFor <= GENERATION; definedFor++) {
                    for (var power : List.of(
                            WantedPower.WANTED_POWER_RUNNING,
                            WantedPower.WANTED_POWER_SHUT_OFF,
                            WantedPower.WANTED_POWER_ABSENT)) {
                        for (var reboot : Reboot.values()) {
                            for (var memory : Memory.values()) {
                                for (boolean stubborn : new boolean[] {false, true}) {
                                    cases.add(new Case(before, epoch, definedFor, power, reboot, memory, stubborn));
                                }
                            }
                        }
                    }
                }
            }
        }
        return cases;
    }

    private static FakeHypervisor hypervisor(Case each) {
        var hypervisor = new FakeHypervisor(
                "host",
                FakeSize.STANDARD,
                FakeTemper.calm(new Random(1)).stubborn(each.stubborn()),
                new MemoryRecords());
        var path = List.<HostAction>of(
                new HostAction.MakeDisks(SERVER, SPEC, 1),
                new HostAction.Define(SERVER, SPEC, each.definedFor(), 1),
                new HostAction.Start(SERVER),
                new HostAction.Destroy(SERVER));
        path.subList(0, each.before().actions).forEach(action -> hypervisor.carryOut(action, progress -> {}));
        return hypervisor;
    }

    private static GuestRecord record(Case each, FakeHypervisor hypervisor) {
        var held = GuestRecord.NONE.holding(each.epoch(), GENERATION, List.of("op"));
        if (each.reboot() == Reboot.NONE) {
            return held;
        }
        Guest guest = hypervisor.observe(SERVER);
        return switch (each.memory()) {
            case NOTHING -> held;
            case BEGUN_ON_THIS_RUN -> held.with(ActionRecord.begun("op", guest.run()));
            case BEGUN_ON_AN_EARLIER_RUN -> held.with(ActionRecord.begun("op", guest.run() + 100));
            case HALTED -> held.with(ActionRecord.begun("op", 100).halted());
            case DONE -> held.with(ActionRecord.done("op", ""));
        };
    }

    private static Wish wish(Case each) {
        var wish = Wish.newBuilder()
                .setServerId(SERVER)
                .setHostId("h")
                .setGeneration(GENERATION)
                .setEpoch(each.epoch())
                .setPower(each.power())
                .setSpec(SPEC);
        if (each.reboot() != Reboot.NONE) {
            wish.addActions(GuestAction.newBuilder()
                    .setId("op")
                    .setReboot(GuestAction.Reboot.newBuilder()
                            .setHard(each.reboot() == Reboot.HARD)
                            .setPatienceSeconds(15)));
        }
        return wish.build();
    }
}
