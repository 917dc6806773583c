package kilonova.node.libvirt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;

/**
 * libvirt's daemons, started by hand in a directory of their own where no system runs them for us. They do not meet the
 * system's own libvirt, they outlive this process together with their guests, and are adopted by the next one.
 */
public final class LibvirtHost {
    /** A socket's path must fit into what the kernel allows for one. */
    private static final int LONGEST_DIRECTORY = 80;

    private static final Duration START_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
    private static final List<String> PROGRAMS =
            List.of("libvirtd", "virtlogd", "qemu-system-x86_64", "qemu-img", "unshare", "setsid", "mount");
    private static final List<String> FOLDERS =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private final Path directory;

    /** Of that directory, which is made when it is not there. */
    public LibvirtHost(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
        if (this.directory.toString().length() > LONGEST_DIRECTORY) {
            throw new IllegalArgumentException(
                    "directory: " + this.directory + " (expected: at most " + LONGEST_DIRECTORY + " characters)");
        }
    }

    /** Why the daemons cannot be run on this machine, in words; empty when they can. */
    public static Optional<String> obstacle() {
        var missing = new ArrayList<String>();
        for (var program : PROGRAMS) {
            if (FOLDERS.stream().noneMatch(folder -> Files.isExecutable(Path.of(folder, program)))) {
                missing.add(program);
            }
        }
        if (!missing.isEmpty()) {
            return Optional.of("not installed: " + String.join(", ", missing));
        }
        return "root".equals(System.getProperty("user.name"))
                ? Optional.empty()
                : Optional.of("only root can start libvirt's daemons");
    }

    /** How to reach the daemons. */
    public String uri() {
        return "qemu:///system?socket=" + directory.resolve("run").resolve("libvirt-sock");
    }

    /** Makes sure that both daemons run. Those that do are left alone. */
    public void ensureRunning() {
        try {
            boolean logs = pid("virtlogd").isPresent();
            boolean serves = pid("libvirtd").isPresent();
            if (!logs || !serves) {
                configure();
                start(!logs, !serves);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Whether libvirtd runs. */
    public boolean running() {
        return pid("libvirtd").isPresent();
    }

    /** Stops the daemons. Guests keep running: remove them before. */
    public void stop() {
        for (var daemon : List.of("libvirtd", "virtlogd")) {
            pid(daemon).ifPresent(LibvirtHost::end);
        }
    }

    /** The daemon of this directory, never another one that came to have its number. */
    private Optional<ProcessHandle> pid(String daemon) {
        try {
            var file = directory.resolve(daemon + ".pid");
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            long number = Long.parseLong(Files.readString(file).strip());
            var command = Files.readString(Path.of("/proc", Long.toString(number), "cmdline"), StandardCharsets.UTF_8);
            return command.startsWith(daemon + "\0") && command.contains("\0" + file + "\0")
                    ? ProcessHandle.of(number)
                    : Optional.empty();
        } catch (IOException | NumberFormatException gone) {
            return Optional.empty();
        }
    }

    private void configure() throws IOException {
        var etc = Files.createDirectories(directory.resolve("etc"));
        var log = Files.createDirectories(directory.resolve("log"));
        // Neither users, labels nor control groups of the host are relied on: containers and small machines lack them.
        Files.writeString(etc.resolve("qemu.conf"), """
                user = "root"
                group = "root"
                dynamic_ownership = 0
                security_driver = "none"
                cgroup_controllers = [ ]
                namespaces = [ ]
                stdio_handler = "logd"
                """);
        Files.writeString(etc.resolve("libvirtd.conf"), """
                unix_sock_group = "root"
                unix_sock_rw_perms = "0700"
                auth_unix_ro = "none"
                auth_unix_rw = "none"
                log_outputs = "3:file:%s/libvirtd.log"
                """.formatted(log));
        Files.writeString(etc.resolve("virtlogd.conf"), """
                log_outputs = "3:file:%s/virtlogd.log"
                """.formatted(log));
    }

    private void start(boolean virtlogd, boolean libvirtd) throws IOException {
        var output = directory.resolve("log").resolve("start.log");
        var process = new ProcessBuilder(
                        "setsid",
                        "--wait",
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        script(),
                        "start-daemons",
                        directory.toString(),
                        virtlogd ? "yes" : "no",
                        libvirtd ? "yes" : "no")
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(START_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw failed("they did not come up within " + START_WITHIN.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw failed(Files.readString(output).strip());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        }
    }

    private static String script() throws IOException {
        try (var stream = LibvirtHost.class.getResourceAsStream("start-daemons.sh")) {
            if (stream == null) {
                throw new IOException("start-daemons.sh: not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void end(ProcessHandle daemon) {
        daemon.destroy();
        try {
            daemon.onExit().get(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stubborn) {
            daemon.destroyForcibly();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException gone) {
            throw new IllegalStateException(gone);
        }
    }

    private static GuestTrouble failed(String why) {
        return new GuestTrouble(FaultReason.HYPERVISOR_UNAVAILABLE, "libvirt's daemons cannot be started: " + why);
    }
}
