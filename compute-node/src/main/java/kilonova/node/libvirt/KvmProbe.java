package kilonova.node.libvirt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Whether KVM really runs a guest here: one is booted, and has to say so within a short time. A {@code /dev/kvm} that opens
 * proves nothing: without virtualisation in the processor the kernel may emulate it, and guests never come up.
 */
public final class KvmProbe {
    /** The guest takes a few hundredths of a second; QEMU's start the rest. */
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private final Path device;
    private final String accelerator;
    private final byte[] guest;
    private final Duration deadline;

    public KvmProbe() {
        this(Path.of("/dev/kvm"), "kvm", ProbeGuest.rom(), DEADLINE);
    }

    /** @param accelerator QEMU's word for what runs the guest */
    KvmProbe(Path device, String accelerator, byte[] guest, Duration deadline) {
        this.device = device;
        this.accelerator = accelerator;
        this.guest = guest.clone();
        this.deadline = deadline;
    }

    /** Whether to use KVM, and why or why not in words. */
    public record Finding(boolean usable, String why) {
        /** What guests are to run on. */
        public LibvirtSettings.Virt virt() {
            return usable ? LibvirtSettings.Virt.KVM : LibvirtSettings.Virt.QEMU;
        }
    }

    /** Boots the guest anew each time: ask once per start. */
    public Finding probe() {
        if (!Files.isReadable(device) || !Files.isWritable(device)) {
            return new Finding(false, device + " cannot be opened");
        }
        try {
            var directory = Files.createTempDirectory("kvm-probe");
            try {
                return boot(Files.write(directory.resolve("guest.rom"), guest), directory.resolve("output"));
            } finally {
                Files.deleteIfExists(directory.resolve("guest.rom"));
                Files.deleteIfExists(directory.resolve("output"));
                Files.delete(directory);
            }
        } catch (IOException broken) {
            return new Finding(false, "a guest could not be tried under KVM: " + broken.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Finding(false, "interrupted while a guest was tried under KVM");
        }
    }

    private Finding boot(Path rom, Path output) throws IOException, InterruptedException {
        long began = System.nanoTime();
        var qemu = new ProcessBuilder(command(rom))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!qemu.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Finding(
                        false, "a tiny guest did not get through under KVM within " + deadline.toMillis() + " ms");
            }
        } finally {
            qemu.destroyForcibly().waitFor();
        }
        if (qemu.exitValue() == ProbeGuest.EXIT_VALUE) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            return new Finding(true, "a tiny guest ran under KVM in " + millis + " ms");
        }
        return new Finding(false, "a tiny guest failed under KVM: " + lastLine(output, qemu.exitValue()));
    }

    private List<String> command(Path rom) {
        return List.of(
                "qemu-system-x86_64",
                "-machine",
                "pc,accel=" + accelerator,
                "-cpu",
                accelerator.equals("kvm") ? "host" : "qemu64",
                "-m",
                "4",
                "-nodefaults",
                "-no-user-config",
                "-no-reboot",
                "-display",
                "none",
                "-device",
                "isa-debug-exit,iobase=0x" + Integer.toHexString(ProbeGuest.EXIT_PORT) + ",iosize=4",
                "-bios",
                rom.toString());
    }

    private static String lastLine(Path output, int exitValue) throws IOException {
        var lines = new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
                .strip()
                .lines()
                .toList();
        return lines.isEmpty() ? "QEMU ended with " + exitValue : lines.getLast();
    }
}
