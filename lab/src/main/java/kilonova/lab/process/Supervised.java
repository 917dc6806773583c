package kilonova.lab.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One process that is started, killed, paused and started again; what it says is appended to its log. Safe for many threads. */
public final class Supervised implements AutoCloseable {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final Path KILL = Path.of("/bin/kill");
    private static final long LAST_WORDS_SECONDS = 20;
    private static final long BURIAL_SECONDS = 3;
    /**
     * The kernel kills a child when the thread that started it ends: this one ends with the lab. Processes are started and
     * signalled by it alone.
     */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon(true).name("starts-processes").factory());

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private @Nullable Process process;
    private List<ProcessHandle> paused = List.of();
    private boolean wanted;

    /**
     * @param environment beside that of the lab
     * @param log made when it is not there
     */
    public Supervised(String name, List<String> command, Map<String, String> environment, Path log) {
        this.name = name;
        this.command = bound(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    /** Bound to the life of whoever starts it, unless it says by itself how. */
    private static List<String> bound(List<String> command) {
        if (!Files.isExecutable(SETPRIV) || command.getFirst().equals(SETPRIV.toString())) {
            return List.copyOf(command);
        }
        var whole = new ArrayList<>(List.of(SETPRIV.toString(), "--pdeathsig", "KILL"));
        whole.addAll(command);
        return List.copyOf(whole);
    }

    public String name() {
        return name;
    }

    /** From now on it is to run. */
    public synchronized void start() {
        wanted = true;
        if (running()) {
            return;
        }
        process = onStarter(() -> {
            var builder = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            return builder.start();
        });
    }

    /** Whether it is there, paused or not. */
    public synchronized boolean running() {
        return process != null && process.isAlive();
    }

    /** Whether it runs now under that number. */
    public synchronized boolean isPid(long pid) {
        return running() && process != null && process.pid() == pid;
    }

    /** The code it ended with though nobody asked it to; empty while all is as it should be. */
    public synchronized Optional<Integer> endedByItself() {
        return wanted && process != null && !process.isAlive() ? Optional.of(process.exitValue()) : Optional.empty();
    }

    /** SIGKILL, to it and to what it started. Nothing of it is left when this returns. */
    public synchronized void kill() {
        wanted = false;
        if (process == null) {
            return;
        }
        List<ProcessHandle> family = family(process);
        family.forEach(ProcessHandle::destroyForcibly);
        // A dead process that its parent never buries is gone all the same.
        CompletableFuture.allOf(family.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, BURIAL_SECONDS, TimeUnit.SECONDS)
                .join();
        paused = List.of();
    }

    /** SIGSTOP, to it and to what it started. */
    public synchronized void pause() {
        if (process != null && process.isAlive()) {
            paused = family(process);
            signal("-STOP", paused);
        }
    }

    /** SIGCONT for what was paused. */
    public synchronized void resume() {
        signal("-CONT", paused.stream().filter(ProcessHandle::isAlive).toList());
        paused = List.of();
    }

    /** Asks it to end; kills it when it does not. */
    @Override
    public synchronized void close() {
        wanted = false;
        resume();
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException hurried) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** The last lines of its log. */
    public String lastWords(int lines) {
        try (Stream<String> all = Files.lines(log)) {
            List<String> said = all.toList();
            return String.join("\n", said.subList(Math.max(0, said.size() - lines), said.size()));
        } catch (IOException | UncheckedIOException unreadable) {
            return "";
        }
    }

    private static List<ProcessHandle> family(Process process) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    private static void signal(String signal, List<ProcessHandle> whom) {
        if (whom.isEmpty()) {
            return;
        }
        var command = new ArrayList<>(List.of(KILL.toString(), signal));
        whom.forEach(each -> command.add(String.valueOf(each.pid())));
        onStarter(() -> new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor());
    }

    private static <T> T onStarter(Callable<T> body) {
        try {
            return STARTER.submit(body).get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException broken) {
                throw new UncheckedIOException(broken);
            }
            throw new CompletionException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }
}
