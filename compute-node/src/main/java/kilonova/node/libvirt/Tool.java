package kilonova.node.libvirt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;

/** Runs a program of the host to its end; a few at a time, so that a burst of builds does not choke the host. */
final class Tool {
    private static final int MOST_AT_ONCE = 4;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Semaphore TURNS = new Semaphore(MOST_AT_ONCE);

    private Tool() {}

    /** What the program printed. A program that fails, or is not there, is trouble of the guest. */
    static String run(String... command) {
        try {
            TURNS.acquire();
            try {
                return runNow(List.of(command));
            } finally {
                TURNS.release();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new GuestTrouble(FaultReason.HYPERVISOR_UNAVAILABLE, "The node is stopping.");
        }
    }

    private static String runNow(List<String> command) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            throw new GuestTrouble(
                    FaultReason.HYPERVISOR_UNAVAILABLE, command.getFirst() + " cannot be run on the host.", missing);
        }
        try (var output = process.getInputStream()) {
            process.getOutputStream().close();
            var text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new GuestTrouble(FaultReason.HYPERVISOR_UNAVAILABLE, command.getFirst() + " did not end.");
            }
            if (process.exitValue() != 0) {
                throw new GuestTrouble(
                        text.contains("No space left on device")
                                ? FaultReason.DISK_FULL
                                : FaultReason.HYPERVISOR_REFUSED,
                        command.getFirst() + " failed: " + text);
            }
            return text;
        } catch (IOException broken) {
            throw new GuestTrouble(
                    FaultReason.HYPERVISOR_UNAVAILABLE,
                    command.getFirst() + " broke off: " + broken.getMessage(),
                    broken);
        } finally {
            process.destroyForcibly();
        }
    }
}
