package kilonova.node.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guest is tried under QEMU's own emulation, which runs it everywhere that QEMU is. */
class KvmProbeTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private final Path directory;

    KvmProbeTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aGuestThatGetsThroughIsProof() throws IOException {
        assumeQemu();
        var finding = probe("tcg", ProbeGuest.rom(1_000), LONG).probe();
        assertThat(finding.usable()).as(finding.why()).isTrue();
        assertThat(finding.virt()).isEqualTo(LibvirtSettings.Virt.KVM);
    }

    @Test
    void aGuestThatDoesNotComeUpIsNone() throws IOException {
        assumeQemu();
        var finding = probe("tcg", new byte[64 << 10], Duration.ofMillis(500)).probe();
        assertThat(finding.usable()).isFalse();
        assertThat(finding.virt()).isEqualTo(LibvirtSettings.Virt.QEMU);
    }

    @Test
    void whatQemuSaysIsTold() throws IOException {
        assumeQemu();
        assertThat(probe("no-such-accelerator", ProbeGuest.rom(1), LONG).probe().why())
                .contains("no-such-accelerator");
    }

    @Test
    void withoutTheDeviceThereIsNoKvm() {
        var gone = new KvmProbe(directory.resolve("kvm"), "kvm", ProbeGuest.rom(), LONG);
        assertThat(gone.probe().why()).contains("cannot be opened");
    }

    private KvmProbe probe(String accelerator, byte[] guest, Duration deadline) throws IOException {
        return new KvmProbe(Files.write(directory.resolve("kvm"), new byte[0]), accelerator, guest, deadline);
    }

    private static void assumeQemu() {
        boolean there = Files.isExecutable(Path.of("/usr/bin/qemu-system-x86_64"));
        if (!there) {
            System.err.println("skipped, QEMU is not installed here");
        }
        assumeTrue(there);
    }
}
