package kilonova.node.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.node.hypervisor.FakeHypervisor;
import kilonova.node.hypervisor.FakeSize;
import kilonova.node.hypervisor.FakeTemper;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;
import kilonova.node.journal.GuestKey;
import kilonova.node.journal.GuestRecord;
import kilonova.node.journal.Journal;
import kilonova.node.journal.MemoryRecords;
import kilonova.node.v1.ConfigDrive;
import kilonova.node.v1.GuestAction;
import kilonova.node.v1.GuestPower;
import kilonova.node.v1.GuestSpec;
import kilonova.node.v1.WantedPower;
import kilonova.node.v1.Wish;
import org.junit.jupiter.api.Test;

class GuestKeeperTest {
    private static final GuestKey KEY = new GuestKey("h", "s");

    private final Hands clock = new Hands();
    private final Random random = new Random(1);
    private final Env env = new Env(clock, random, Ids.timeOrdered(clock, random));
    private final FakeTemper temper = FakeTemper.calm(random);
    private final FakeHypervisor hypervisor =
            new FakeHypervisor("host", FakeSize.STANDARD, temper, new MemoryRecords());
    private final MemoryRecords disk = new MemoryRecords();
    private GuestKeeper keeper = aKeeper();

    @Test
    void aWishIsBroughtAboutToItsEnd() {
        keeper.offer(running(1));
        drive();
        assertThat(keeper.observation().getPower()).isEqualTo(GuestPower.GUEST_POWER_RUNNING);
        assertThat(keeper.observation().getGeneration()).isEqualTo(1);
    }

    @Test
    void anOlderWishChangesNothing() {
        keeper.offer(running(2));
        drive();
        assertThat(keeper.offer(absent(1))).isFalse();
        drive();
        assertThat(keeper.observation().getPower()).isEqualTo(GuestPower.GUEST_POWER_RUNNING);
    }

    @Test
    void aWishOfAnOlderEpochChangesNothingHoweverNewItsGeneration() {
        keeper.offer(running(2).toBuilder().setEpoch(2).build());
        drive();
        assertThat(keeper.offer(absent(9))).isFalse();
    }

    @Test
    void anAbsentGuestLeavesNothingBehind() {
        keeper.offer(running(1));
        drive();
        keeper.offer(absent(2));
        drive();
        assertThat(hypervisor.guests()).isEmpty();
        assertThat(keeper.over()).isTrue();
    }

    @Test
    void aRepeatedRebootIsDoneOnce() {
        keeper.offer(running(1));
        drive();
        long run = hypervisor.observe("s").run();
        keeper.offer(reboot(2));
        drive();
        keeper.offer(reboot(2));
        keeper.offer(reboot(3));
        drive();
        assertThat(hypervisor.observe("s").run()).isEqualTo(run + 1);
        assertThat(keeper.observation().getActions(0).getError()).isEmpty();
        assertThat(keeper.observation().getGeneration()).isEqualTo(3);
    }

    @Test
    void aCrashAtAnyOrderOfARebootStillEndsInOneReboot() {
        for (int crashAfter = 0; crashAfter < 5; crashAfter++) {
            for (boolean carriedOut : new boolean[] {false, true}) {
                hypervisor.guests().forEach(guest -> removed());
                keeper = aKeeper();
                keeper.offer(running(1));
                drive();
                long run = hypervisor.observe("s").run();
                keeper.offer(reboot(2));
                for (int i = 0; i < crashAfter; i++) {
                    step();
                }
                var lost = keeper.tick();
                if (carriedOut) {
                    lost.flatMap(Order::action).ifPresent(action -> hypervisor.carryOut(action, progress -> {}));
                }
                keeper = aKeeper();
                keeper.offer(reboot(2));
                drive();
                assertThat(hypervisor.observe("s").run()).isEqualTo(run + 1);
                assertThat(hypervisor.observe("s").running()).isTrue();
                assertThat(keeper.observation().getActionsCount()).isEqualTo(1);
            }
        }
    }

    @Test
    void whatMayPassIsTriedAgainBeforeItIsReported() {
        temper.failNext(FaultReason.HYPERVISOR_UNAVAILABLE).failNext(FaultReason.HYPERVISOR_UNAVAILABLE);
        keeper.offer(running(1));
        drive();
        assertThat(keeper.observation().hasFault()).isFalse();
        assertThat(keeper.due()).isPresent();
        for (int i = 0; i < 2; i++) {
            clock.forward(Duration.ofSeconds(30));
            drive();
        }
        assertThat(keeper.observation().getGeneration()).isEqualTo(1);
    }

    @Test
    void whatNeverPassesIsReportedAfterSoManyAttempts() {
        temper.failing(1, FaultReason.HYPERVISOR_UNAVAILABLE);
        keeper.offer(running(1));
        for (int i = 0; i < Patience.STANDARD.attempts(); i++) {
            drive();
            clock.forward(Duration.ofSeconds(30));
        }
        assertThat(keeper.observation().getFault().getReason()).isEqualTo("HypervisorUnavailable");
        assertThat(keeper.observation().getFailedGeneration()).isEqualTo(1);
    }

    @Test
    void aHopelessWishIsReportedAtOnceAndNotRetried() {
        temper.failNext(FaultReason.IMAGE_UNACCEPTABLE);
        keeper.offer(running(1));
        drive();
        assertThat(keeper.observation().getFailedGeneration()).isEqualTo(1);
        assertThat(keeper.due()).isEmpty();
        assertThat(hypervisor.guests()).isEmpty();
    }

    @Test
    void aFaultIsForgottenWhenANewerWishIsFulfilled() {
        temper.failNext(FaultReason.DISK_FULL);
        keeper.offer(running(1));
        drive();
        keeper.offer(running(2));
        drive();
        assertThat(keeper.observation().hasFault()).isFalse();
        assertThat(keeper.observation().getFailedGeneration()).isZero();
    }

    @Test
    void aRemovalThatFailsIsTriedForEver() {
        keeper.offer(running(1));
        drive();
        temper.failNext(FaultReason.INTERNAL);
        keeper.offer(absent(2));
        drive();
        assertThat(keeper.observation().hasFault()).isTrue();
        clock.forward(Patience.STANDARD.removal());
        drive();
        assertThat(hypervisor.guests()).isEmpty();
        assertThat(keeper.observation().hasFault()).isFalse();
    }

    @Test
    void aStubbornGuestLosesItsPowerWhenItsTimeIsUp() {
        temper.stubborn(true);
        keeper.offer(running(1));
        drive();
        keeper.offer(wish(2, WantedPower.WANTED_POWER_SHUT_OFF));
        drive();
        assertThat(keeper.observation().getPower()).isEqualTo(GuestPower.GUEST_POWER_RUNNING);
        clock.forward(Duration.ofSeconds(10));
        drive();
        assertThat(keeper.observation().getPower()).isEqualTo(GuestPower.GUEST_POWER_SHUT_OFF);
        assertThat(keeper.observation().getGeneration()).isEqualTo(2);
    }

    @Test
    void theFulfilledGenerationOutlivesTheProcess() {
        keeper.offer(running(4));
        drive();
        keeper = aKeeper();
        assertThat(keeper.observation().getGeneration()).isEqualTo(4);
        assertThat(keeper.offer(absent(3))).isFalse();
    }

    @Test
    void whatWasDoneUnseenIsLookedAtBeforeTheGuestIsHeldToBeGone() {
        keeper.offer(running(1));
        var order = keeper.tick().orElseThrow();
        hypervisor.carryOut(order.action().orElseThrow(), progress -> {});
        keeper.failed(new GuestTrouble(FaultReason.INTERNAL, "done, but not seen"), Optional.empty());
        keeper.offer(absent(2));
        assertThat(keeper.observation().getGeneration()).isZero();
        drive();
        assertThat(hypervisor.guests()).isEmpty();
        assertThat(keeper.observation().getGeneration()).isEqualTo(2);
    }

    private GuestKeeper aKeeper() {
        var journal = new Journal(disk);
        var record = journal.all().getOrDefault(KEY, GuestRecord.NONE);
        return new GuestKeeper(KEY, record, hypervisor.observe("s"), journal, env, Patience.STANDARD);
    }

    private void removed() {
        hypervisor.carryOut(new kilonova.node.hypervisor.HostAction.Destroy("s"), progress -> {});
        hypervisor.carryOut(new kilonova.node.hypervisor.HostAction.Remove("s"), progress -> {});
        disk.remove("h/s");
    }

    private void drive() {
        boolean more = true;
        while (more) {
            more = step();
        }
    }

    private boolean step() {
        var order = keeper.tick();
        if (order.isEmpty()) {
            return false;
        }
        try {
            order.get().action().ifPresent(action -> hypervisor.carryOut(action, progress -> {}));
            keeper.done(hypervisor.observe("s"));
        } catch (GuestTrouble trouble) {
            keeper.failed(trouble, Optional.of(hypervisor.observe("s")));
        }
        return true;
    }

    private static Wish running(long generation) {
        return wish(generation, WantedPower.WANTED_POWER_RUNNING);
    }

    private static Wish absent(long generation) {
        return wish(generation, WantedPower.WANTED_POWER_ABSENT);
    }

    private static Wish reboot(long generation) {
        return running(generation).toBuilder()
                .addActions(GuestAction.newBuilder()
                        .setId("a")
                        .setReboot(GuestAction.Reboot.newBuilder().setHard(generation % 2 == 0)))
                .build();
    }

    private static Wish wish(long generation, WantedPower power) {
        return Wish.newBuilder()
                .setServerId("s")
                .setHostId("h")
                .setGeneration(generation)
                .setEpoch(1)
                .setPower(power)
                .setSpec(GuestSpec.newBuilder()
                        .setName("guest")
                        .setShutdownTimeoutSeconds(10)
                        .setConfigDrive(ConfigDrive.newBuilder().putFiles("a", ByteString.copyFromUtf8("b"))))
                .build();
    }

    /** A clock that stands still until it is set forward. */
    private static final class Hands extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void forward(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
