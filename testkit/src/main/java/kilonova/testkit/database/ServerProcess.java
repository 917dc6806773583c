package kilonova.testkit.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A server's process, started from a program installed on this machine. It dies with the JVM, also when the JVM is
 * killed: its parent is a thread that lives as long, and the kernel tells it of the parent's death.
 */
final class ServerProcess {
    private static final long START_SECONDS = 60;
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    private final Process process;
    private final Path directory;

    private ServerProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    static boolean asRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Runs a program to its end. */
    static void run(Path directory, List<String> command) throws IOException {
        Process once = builder(directory, command).start();
        try {
            if (!once.waitFor(START_SECONDS, TimeUnit.SECONDS) || once.exitValue() != 0) {
                once.destroyForcibly();
                throw new IOException(command.getFirst() + " failed: " + lastLine(directory));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }

    /** Starts a program that stays; {@code directory} is deleted after its end. */
    static ServerProcess start(Path directory, List<String> command) throws IOException {
        var bound = new ArrayList<String>();
        if (Files.isExecutable(SETPRIV) && !command.getFirst().equals(SETPRIV.toString())) {
            bound.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "KILL"));
        }
        bound.addAll(command);
        var started = new CompletableFuture<Process>();
        Thread.ofPlatform()
                .name("keeps-" + directory.getFileName())
                .daemon(true)
                .start(() -> keep(directory, bound, started));
        try {
            Process process = started.join();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                process.destroyForcibly().onExit().join();
                Directories.delete(directory);
            }));
            return new ServerProcess(process, directory);
        } catch (CompletionException failed) {
            throw new IOException(command.getFirst() + ": " + failed.getMessage(), failed);
        }
    }

    private static void keep(Path directory, List<String> command, CompletableFuture<Process> started) {
        try {
            Process process = builder(directory, command).start();
            started.complete(process);
            process.onExit().join();
        } catch (IOException failed) {
            started.completeExceptionally(failed);
        }
    }

    private static ProcessBuilder builder(Path directory, List<String> command) {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(directory).toFile()));
    }

    /** Waits until the server answers. */
    void awaitAnswer(DatabaseServer server) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!server.answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException("the server does not answer: " + lastLine(directory));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", stop);
            }
        }
    }

    private static Path log(Path directory) {
        return directory.resolve("server.log");
    }

    private static String lastLine(Path directory) {
        try {
            List<String> lines = Files.readAllLines(log(directory));
            return lines.isEmpty() ? "it said nothing" : lines.getLast();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
