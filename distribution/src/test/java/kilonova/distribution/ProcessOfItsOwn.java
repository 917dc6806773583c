package kilonova.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** One of `kilonova`'s commands in a process of its own, which can be killed. */
final class ProcessOfItsOwn implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final List<String> command;
    private final Path said;
    private Process process;

    /** `kilonova node`. */
    ProcessOfItsOwn(Path dataDir, String... options) throws IOException {
        this("node", dataDir, dataDir.resolveSibling(dataDir.getFileName() + ".said"), options);
    }

    /** @param said where what it prints goes */
    ProcessOfItsOwn(String name, Path dataDir, Path said, String... options) throws IOException {
        this.said = said;
        command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                name,
                "--data-dir",
                dataDir.toString()));
        command.addAll(Arrays.asList(options));
        process = begin();
    }

    private Process begin() throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    /** As when the machine's power fails. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    void startAgain() throws IOException {
        process = begin();
    }

    /** Ends it in good order; gives its exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    boolean runs() {
        return process.isAlive();
    }

    String said() throws IOException {
        return Files.readString(said);
    }

    /** Looks again and again until it is so. */
    static void await(String what, Callable<Boolean> so) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (!so.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + ": not within " + SOON.toSeconds() + " s");
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    /** The same, of what this process does; when it does not, tells what it said. */
    void awaitAlive(String what, Callable<Boolean> so) throws Exception {
        try {
            await(what, () -> {
                if (!runs()) {
                    throw new AssertionError(what + ": it ended with " + process.exitValue());
                }
                return so.call();
            });
        } catch (AssertionError failed) {
            throw new AssertionError(failed.getMessage() + "; it said:\n" + said(), failed);
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
