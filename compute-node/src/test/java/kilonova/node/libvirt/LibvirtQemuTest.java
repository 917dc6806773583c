package kilonova.node.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;
import kilonova.node.hypervisor.HostAction;
import kilonova.node.hypervisor.Hypervisor;
import kilonova.node.hypervisor.HypervisorContract;
import kilonova.node.v1.GuestSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Guests with empty disks on the real QEMU, under daemons of our own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibvirtQemuTest extends HypervisorContract {
    private final Path directory = directory();
    private final LibvirtHost host = new LibvirtHost(directory.resolve("libvirt"));
    private final LibvirtHypervisor libvirt = LibvirtHypervisor.open(
            new LibvirtSettings("host", host.uri(), LibvirtSettings.Virt.QEMU, directory, "127.0.0.1"), new NoImages());

    @BeforeAll
    void startDaemons() {
        var obstacle = LibvirtHost.obstacle();
        obstacle.ifPresent(why -> System.err.println("skipped, QEMU cannot be used here: " + why));
        assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
        host.ensureRunning();
    }

    @AfterAll
    void stopDaemons() throws IOException {
        libvirt.close();
        host.stop();
        Trees.delete(directory);
    }

    @Override
    protected Hypervisor hypervisor() {
        return libvirt;
    }

    @Override
    protected GuestSpec spec() {
        return GuestSpec.newBuilder()
                .setName("contract")
                .setMemoryMb(64)
                .setVcpus(1)
                .build();
    }

    @Test
    void runningDaemonsAreAdopted() {
        assertThat(new LibvirtHost(directory.resolve("libvirt")).running()).isTrue();
        new LibvirtHost(directory.resolve("libvirt")).ensureRunning();
        assertThat(libvirt.guests()).isEmpty();
    }

    @Test
    void guestsOutliveTheDaemonsAndTheirEventsAreHeardAgain() throws InterruptedException {
        var server = UUID.randomUUID().toString();
        libvirt.carryOut(new HostAction.MakeDisks(server, spec(), 1), progress -> {});
        libvirt.carryOut(new HostAction.Define(server, spec(), 1, 1), progress -> {});
        libvirt.carryOut(new HostAction.Start(server), progress -> {});
        long run = libvirt.observe(server).run();
        host.stop();
        assertThatThrownBy(() -> libvirt.observe(server))
                .isInstanceOfSatisfying(GuestTrouble.class, trouble -> assertThat(trouble.reason())
                        .isEqualTo(FaultReason.HYPERVISOR_UNAVAILABLE));
        var heard = new CountDownLatch(1);
        libvirt.listen(each -> heard.countDown());
        host.ensureRunning();
        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(libvirt.observe(server).run()).isEqualTo(run);
        libvirt.listen(each -> {});
        libvirt.carryOut(new HostAction.Destroy(server), progress -> {});
        libvirt.carryOut(new HostAction.Remove(server), progress -> {});
    }

    @Test
    void aGuestThatIsStoppedBehindOurBackIsHeardOf() throws InterruptedException {
        var server = UUID.randomUUID().toString();
        libvirt.carryOut(new HostAction.MakeDisks(server, spec(), 1), progress -> {});
        libvirt.carryOut(new HostAction.Define(server, spec(), 1, 1), progress -> {});
        libvirt.carryOut(new HostAction.Start(server), progress -> {});
        var heard = new CountDownLatch(1);
        libvirt.listen(each -> {
            if (each.equals(server)) {
                heard.countDown();
            }
        });
        Tool.run("virsh", "-c", host.uri(), "destroy", server);
        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(libvirt.observe(server).live()).isFalse();
        libvirt.listen(each -> {});
        libvirt.carryOut(new HostAction.Remove(server), progress -> {});
    }

    /** Short: a socket lies below it. */
    private static Path directory() {
        try {
            return Files.createTempDirectory("knq");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
