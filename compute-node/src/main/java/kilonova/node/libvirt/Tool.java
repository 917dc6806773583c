package kilonova.node.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;

/**
 * Runs a program of the host to its end; a few at a time, so that a burst of builds does not choke the host. A program that
 * does not end in time is killed, and its turn given to the next whether or not the kernel lets go of it.
 */
final class Tool {
    private static final int MOST_AT_ONCE = 4;
    static final Duration LONGEST = Duration.ofMinutes(10);
    /** What a program may take that reads bytes a tenant made: Nova's own bounds. */
    private static final List<String> LIMITS = List.of("--as=" + (1L << 30), "--cpu=30");

    private static final Semaphore TURNS = new Semaphore(MOST_AT_ONCE);
    private static final Optional<Path> PRLIMIT = found("prlimit");

    private Tool() {}

    /** What the program printed. A program that fails, or is not there, is trouble of the guest. */
    static String run(String... command) {
        return run(LONGEST, List.of(command));
    }

    /**
     * As {@link #run}, for a program that reads bytes a tenant made: held to a gigabyte of memory and half a minute of the
     * processor where the host has {@code prlimit}.
     */
    static String inspect(String... command) {
        var limited = new ArrayList<String>();
        PRLIMIT.ifPresent(prlimit -> {
            limited.add(prlimit.toString());
            limited.addAll(LIMITS);
            limited.add("--");
        });
        limited.addAll(List.of(command));
        return run(LONGEST, limited);
    }

    /** @param longest how long the program may take */
    static String run(Duration longest, List<String> command) {
        try {
            TURNS.acquire();
            try {
                return runNow(longest, command);
            } finally {
                TURNS.release();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new GuestTrouble(FaultReason.HYPERVISOR_UNAVAILABLE, "The node is stopping.");
        }
    }

    private static String runNow(Duration longest, List<String> command) throws InterruptedException {
        Process process = start(command);
        try {
            var output = ToolOutput.of(process);
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new GuestTrouble(
                        FaultReason.HYPERVISOR_UNAVAILABLE,
                        "%s did not end within %d s.".formatted(command.getFirst(), longest.toSeconds()));
            }
            var text = output.text();
            if (process.exitValue() != 0) {
                throw new GuestTrouble(
                        text.contains("No space left on device")
                                ? FaultReason.DISK_FULL
                                : FaultReason.HYPERVISOR_REFUSED,
                        command.getFirst() + " failed: " + text);
            }
            return text;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Process start(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            return process;
        } catch (IOException missing) {
            throw new GuestTrouble(
                    FaultReason.HYPERVISOR_UNAVAILABLE, command.getFirst() + " cannot be run on the host.", missing);
        }
    }

    private static Optional<Path> found(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Arrays.stream(path.split(":", -1))
                .map(directory -> Path.of(directory, program))
                .filter(Path::isAbsolute)
                .filter(Files::isExecutable)
                .findFirst();
    }
}
