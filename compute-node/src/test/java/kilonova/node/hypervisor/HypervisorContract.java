package kilonova.node.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import kilonova.node.v1.GuestPower;
import kilonova.node.v1.GuestSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Hypervisor} must do. Lives beside the role, not in {@code testkit}: that module must not know this
 * one, and every implementation is here.
 */
public abstract class HypervisorContract {
    private final String server = UUID.randomUUID().toString();

    /** The hypervisor under test, the same one each time. */
    protected abstract Hypervisor hypervisor();

    /** A guest it can run. */
    protected abstract GuestSpec spec();

    @AfterEach
    void leaveNothingBehind() {
        if (hypervisor().observe(server).live()) {
            act(new HostAction.Destroy(server));
        }
        act(new HostAction.Remove(server));
    }

    @Test
    void theReportNamesWhatThereIs() {
        var report = hypervisor().report();
        assertThat(report.getName()).isEqualTo(hypervisor().name());
        assertThat(report.getType()).isNotEmpty();
        assertThat(report.getInventoriesMap()).containsKeys("VCPU", "MEMORY_MB", "DISK_GB");
        assertThat(report.getInventoriesMap().values())
                .allSatisfy(each -> assertThat(each.getTotal()).isPositive());
    }

    @Test
    void aGuestThatNobodyMadeIsAbsent() {
        assertThat(hypervisor().observe(server)).isEqualTo(Guest.absent(server));
        assertThat(guests()).doesNotContain(server);
    }

    @Test
    void aGuestIsMadeInThreeSteps() {
        act(new HostAction.MakeDisks(server, spec(), 3));
        var made = hypervisor().observe(server);
        assertThat(made.disks()).isTrue();
        assertThat(made.defined()).isFalse();
        assertThat(made.epoch()).isEqualTo(3);
        act(new HostAction.Define(server, spec(), 5, 3));
        assertThat(hypervisor().observe(server))
                .isEqualTo(new Guest(server, true, true, GuestPower.GUEST_POWER_SHUT_OFF, 0, 5, 3));
        act(new HostAction.Start(server));
        var up = hypervisor().observe(server);
        assertThat(up.power()).isEqualTo(GuestPower.GUEST_POWER_RUNNING);
        assertThat(up.run()).isNotZero();
        assertThat(up.generation()).isEqualTo(5);
        assertThat(guests()).contains(server);
    }

    @Test
    void everyStepMayBeRepeated() {
        for (int i = 0; i < 2; i++) {
            act(new HostAction.MakeDisks(server, spec(), 1));
        }
        for (int i = 0; i < 2; i++) {
            act(new HostAction.Define(server, spec(), 1, 1));
        }
        for (int i = 0; i < 2; i++) {
            act(new HostAction.Start(server));
        }
        long run = hypervisor().observe(server).run();
        act(new HostAction.Start(server));
        assertThat(hypervisor().observe(server).run()).isEqualTo(run);
        for (int i = 0; i < 2; i++) {
            act(new HostAction.Destroy(server));
        }
        for (int i = 0; i < 2; i++) {
            act(new HostAction.Remove(server));
        }
        assertThat(hypervisor().observe(server)).isEqualTo(Guest.absent(server));
    }

    @Test
    void eachStartIsAnotherRun() {
        running();
        long first = hypervisor().observe(server).run();
        act(new HostAction.Destroy(server));
        assertThat(hypervisor().observe(server).power()).isEqualTo(GuestPower.GUEST_POWER_SHUT_OFF);
        assertThat(hypervisor().observe(server).run()).isZero();
        act(new HostAction.Start(server));
        assertThat(hypervisor().observe(server).run()).isNotZero().isNotEqualTo(first);
    }

    @Test
    void aGuestDefinedAnewKeepsItsDisksAndTakesTheNewGeneration() {
        running();
        act(new HostAction.Destroy(server));
        act(new HostAction.Define(server, spec(), 9, 1));
        assertThat(hypervisor().observe(server).generation()).isEqualTo(9);
        assertThat(hypervisor().observe(server).disks()).isTrue();
    }

    @Test
    void aRunningGuestIsNotRemoved() {
        running();
        assertThatThrownBy(() -> act(new HostAction.Remove(server))).isInstanceOf(GuestTrouble.class);
        assertThat(hypervisor().observe(server).running()).isTrue();
    }

    @Test
    void aGuestThatIsNotDefinedIsNotStarted() {
        assertThatThrownBy(() -> act(new HostAction.Start(server))).isInstanceOf(GuestTrouble.class);
    }

    @Test
    void theConsoleOfAGuestThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> hypervisor().consoleOutput(server, 10)).isInstanceOf(GuestTrouble.class);
    }

    private void running() {
        act(new HostAction.MakeDisks(server, spec(), 1));
        act(new HostAction.Define(server, spec(), 1, 1));
        act(new HostAction.Start(server));
    }

    private List<String> guests() {
        return hypervisor().guests().stream().map(Guest::serverId).toList();
    }

    private void act(HostAction action) {
        hypervisor().carryOut(action, progress -> {});
    }
}
