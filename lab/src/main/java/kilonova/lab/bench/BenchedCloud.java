package kilonova.lab.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kilonova.lab.process.PortRange;

/**
 * A cloud that was started to be measured: {@code kilonova up} in a process, data directory and ports of its own, on the fake
 * hypervisor. Closing it stops the process and removes the directory.
 */
final class BenchedCloud implements AutoCloseable {
    private static final Duration LAST_WORDS = Duration.ofSeconds(30);
    private static final String READY = "ready in ";

    private final List<String> command;
    private final Path directory;
    private final long startNanos;
    private Process process;
    private CloudAccess access;

    private BenchedCloud(List<String> command, Process process, Path directory, CloudAccess access, long startNanos) {
        this.command = command;
        this.process = process;
        this.directory = directory;
        this.access = access;
        this.startNanos = startNanos;
    }

    /**
     * Returns when the cloud is ready.
     *
     * @param database where its state goes; empty means SQLite in its directory
     */
    static BenchedCloud start(int fakeHosts, Optional<String> database) throws IOException {
        String home = System.getProperty("kilonova.home");
        if (home == null) {
            throw new BenchFailure("a benchmark starts its cloud through the launcher: run it as ./kilonova bench");
        }
        Path directory = Files.createTempDirectory("kilonova-bench");
        var command = new ArrayList<String>(List.of(home + "/kilonova", "up", "--hypervisor", "fake"));
        command.addAll(List.of("--data-dir", directory.resolve("data").toString()));
        command.addAll(List.of("--fake-hosts", String.valueOf(fakeHosts)));
        command.addAll(List.of("--port-offset", String.valueOf(freeOffset())));
        database.ifPresent(url -> command.addAll(List.of("--database", url)));
        long began = System.nanoTime();
        Process process = launch(command);
        try {
            awaitReady(process);
            long took = System.nanoTime() - began;
            return new BenchedCloud(command, process, directory, CloudAccess.of(directory.resolve("data")), took);
        } catch (IOException failed) {
            stop(process);
            delete(directory);
            throw failed;
        }
    }

    private static Process launch(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .start();
    }

    /**
     * Kills it without a word, and starts it again on what it left. Returns when that one is ready.
     *
     * @return when it was killed, of {@link System#nanoTime}
     */
    long killAndStartAgain() throws IOException {
        long killed = System.nanoTime();
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", stopped);
        }
        process = launch(command);
        awaitReady(process);
        access = CloudAccess.of(directory.resolve("data"));
        return killed;
    }

    CloudAccess access() {
        return access;
    }

    /** From the launcher's start to the cloud's word that it is ready, as its user sees it. */
    long startNanos() {
        return startNanos;
    }

    /** Memory of the process that lies in the machine's memory now, in MB of 1,048,576 bytes. */
    double residentMegabytes() throws IOException {
        return Resident.megabytes(Files.readString(Path.of("/proc", String.valueOf(access.pid()), "status")));
    }

    /** Time of processors that the process has used since it began. */
    Duration processorTime() throws BenchFailure {
        return ProcessHandle.of(access.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new BenchFailure("the system does not tell how long a process has run"));
    }

    @Override
    public void close() throws IOException {
        stop(process);
        delete(directory);
    }

    private static void awaitReady(Process process) throws IOException {
        BufferedReader words =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var said = new StringBuilder();
        for (String line = words.readLine(); line != null; line = words.readLine()) {
            if (line.startsWith(READY)) {
                // A pipe that nobody empties would stop the cloud one day.
                Thread.ofPlatform().daemon().start(() -> drain(words));
                return;
            }
            said.append(line).append('\n');
        }
        throw new BenchFailure("the cloud did not start:\n" + said.toString().strip());
    }

    private static void drain(BufferedReader words) {
        try {
            words.transferTo(Writer.nullWriter());
        } catch (IOException ended) {
            // The cloud is gone, and with it what it had to say.
        }
    }

    private static int freeOffset() throws BenchFailure {
        return PortRange.free(1)
                .orElseThrow(() -> new BenchFailure("no range of free ports was found on the loopback address"))
                .getFirst();
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(LAST_WORDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    static void delete(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(directory)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
