package kilonova.node.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;
import kilonova.node.hypervisor.HostAction;
import kilonova.node.hypervisor.Hypervisor;
import kilonova.node.hypervisor.HypervisorContract;
import kilonova.node.v1.GuestImage;
import kilonova.node.v1.GuestSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The life cycle on libvirt's own pretence: needs its library, neither a daemon nor QEMU. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibvirtTestDriverTest extends HypervisorContract {
    private LibvirtHypervisor libvirt = LibvirtHypervisor.open(settings(Path.of("unset")), new NoImages());

    @BeforeAll
    void open(@TempDir Path directory) {
        libvirt = LibvirtHypervisor.open(settings(directory), new NoImages());
        try {
            libvirt.report();
        } catch (GuestTrouble missing) {
            System.err.println("skipped, libvirt's library is not here: " + missing.getMessage());
            assumeTrue(false, missing.getMessage());
        }
    }

    @AfterAll
    void close() {
        libvirt.close();
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

    private static LibvirtSettings settings(Path directory) {
        return new LibvirtSettings("host", "test:///default", LibvirtSettings.Virt.TEST, directory, "127.0.0.1");
    }

    @Test
    void aDiskThatFillsUpWhileAnImageComesIsSaidToBeFull(@TempDir Path directory) {
        var full = LibvirtHypervisor.open(settings(directory), (id, out) -> {
            throw new IOException("No space left on device");
        });
        var spec = spec().toBuilder()
                .setImage(GuestImage.newBuilder().setId("image").setDiskFormat("raw"))
                .build();
        var server = "5e17e500-0000-4000-8000-000000000001";
        assertThatThrownBy(() -> full.carryOut(new HostAction.MakeDisks(server, spec, 1), progress -> {}))
                .isInstanceOfSatisfying(GuestTrouble.class, trouble -> assertThat(trouble.reason())
                        .isEqualTo(FaultReason.DISK_FULL));
        full.close();
    }
}
