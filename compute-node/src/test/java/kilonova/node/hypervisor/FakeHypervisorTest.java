package kilonova.node.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kilonova.node.journal.MemoryRecords;
import kilonova.node.v1.GuestSpec;
import org.junit.jupiter.api.Test;

class FakeHypervisorTest extends HypervisorContract {
    private static final GuestSpec SPEC =
            GuestSpec.newBuilder().setName("guest").build();

    private final MemoryRecords records = new MemoryRecords();
    private final FakeHypervisor fake = host(FakeTemper.calm(new Random(1)));

    @Override
    protected Hypervisor hypervisor() {
        return fake;
    }

    @Override
    protected GuestSpec spec() {
        return SPEC;
    }

    @Test
    void guestsOutliveTheProcess() {
        fake.carryOut(new HostAction.MakeDisks("s", SPEC, 2), progress -> {});
        fake.carryOut(new HostAction.Define("s", SPEC, 4, 2), progress -> {});
        fake.carryOut(new HostAction.Start("s"), progress -> {});
        var again = host(FakeTemper.calm(new Random(2)));
        assertThat(again.observe("s")).isEqualTo(fake.observe("s"));
    }

    @Test
    void hostsDoNotShareGuests() {
        var hosts = FakeHypervisor.hosts("h", 2, FakeSize.STANDARD, FakeTemper.calm(new Random(1)), records);
        hosts.get(0).carryOut(new HostAction.MakeDisks("s", SPEC, 1), progress -> {});
        assertThat(hosts.get(1).guests()).isEmpty();
    }

    @Test
    void eachActionTakesItsTime() {
        var passed = new ArrayList<Duration>();
        var slow = host(new FakeTemper(new Random(1), passed::add).latency(Duration.ofMillis(30)));
        slow.carryOut(new HostAction.MakeDisks("s", SPEC, 1), progress -> {});
        assertThat(passed).isEqualTo(List.of(Duration.ofMillis(30)));
    }

    @Test
    void theListenerHearsOfAGuestThatStopsByItself() {
        var heard = new ArrayList<String>();
        fake.listen(heard::add);
        fake.carryOut(new HostAction.MakeDisks("s", SPEC, 1), progress -> {});
        fake.carryOut(new HostAction.Define("s", SPEC, 1, 1), progress -> {});
        fake.carryOut(new HostAction.Start("s"), progress -> {});
        fake.powerOffFromWithin("s");
        assertThat(heard).containsExactly("s");
        assertThat(fake.observe("s").live()).isFalse();
    }

    @Test
    void theConsoleEndsInALoginPrompt() {
        fake.carryOut(new HostAction.MakeDisks("s", SPEC, 1), progress -> {});
        fake.carryOut(new HostAction.Define("s", SPEC, 1, 1), progress -> {});
        fake.carryOut(new HostAction.Start("s"), progress -> {});
        assertThat(fake.consoleOutput("s", 1)).isEqualTo("guest login: ");
    }

    private FakeHypervisor host(FakeTemper temper) {
        return FakeHypervisor.hosts("host", 1, FakeSize.STANDARD, temper, records)
                .getFirst();
    }
}
