package kilonova.node.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvmProbeTest {
    private final Path directory;

    KvmProbeTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aProcessorThatVirtualisesRunsGuests() throws IOException {
        assertThat(probe(true, "fpu vmx sse").probe().usable()).isTrue();
        assertThat(probe(true, "fpu svm sse").virt()).isEqualTo(LibvirtSettings.Virt.KVM);
    }

    @Test
    void aDeviceThatOpensProvesNothing() throws IOException {
        assertThat(probe(true, "fpu hypervisor svm_lock").probe().usable()).isFalse();
        assertThat(probe(true, "fpu").virt()).isEqualTo(LibvirtSettings.Virt.QEMU);
    }

    @Test
    void withoutTheDeviceThereIsNoKvm() throws IOException {
        assertThat(probe(false, "vmx").probe().why()).contains("cannot be opened");
    }

    private KvmProbe probe(boolean device, String flags) throws IOException {
        var cpuInfo = Files.writeString(directory.resolve("cpuinfo"), "processor\t: 0\nflags\t\t: " + flags + "\n");
        var kvm = directory.resolve("kvm");
        if (device) {
            Files.write(kvm, new byte[0]);
        }
        return new KvmProbe(kvm, cpuInfo);
    }
}
