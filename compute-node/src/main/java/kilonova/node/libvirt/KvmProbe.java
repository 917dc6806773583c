package kilonova.node.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Whether KVM really runs a guest here. A {@code /dev/kvm} that opens proves nothing: without virtualisation in the
 * processor the kernel may emulate it, and guests never come up.
 */
public final class KvmProbe {
    private final Path device;
    private final Path cpuInfo;

    public KvmProbe() {
        this(Path.of("/dev/kvm"), Path.of("/proc/cpuinfo"));
    }

    KvmProbe(Path device, Path cpuInfo) {
        this.device = device;
        this.cpuInfo = cpuInfo;
    }

    /** Whether to use KVM, and why or why not in words. */
    public record Finding(boolean usable, String why) {}

    public Finding probe() {
        if (!Files.isReadable(device) || !Files.isWritable(device)) {
            return new Finding(false, device + " cannot be opened");
        }
        try (var lines = Files.lines(cpuInfo)) {
            boolean virtualises = lines.filter(line -> line.startsWith("flags"))
                    .flatMap(line -> Arrays.stream(line.split("\\s+")))
                    .anyMatch(flag -> flag.equals("vmx") || flag.equals("svm"));
            return virtualises
                    ? new Finding(true, "the processor virtualises")
                    : new Finding(false, "the processor shows neither vmx nor svm: " + device + " would only pretend");
        } catch (IOException broken) {
            return new Finding(false, cpuInfo + " cannot be read");
        }
    }

    /** What guests are to run on. */
    public LibvirtSettings.Virt virt() {
        return probe().usable() ? LibvirtSettings.Virt.KVM : LibvirtSettings.Virt.QEMU;
    }
}
