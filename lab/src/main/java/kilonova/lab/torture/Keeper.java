package kilonova.lab.torture;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import kilonova.lab.process.Supervised;

/** Starts again what ended by itself, as whatever supervises processes on a machine does. On a thread of its own. */
final class Keeper implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final List<Supervised> processes;
    private final History history;
    private final AtomicInteger restarts = new AtomicInteger();
    private final Thread thread;
    private volatile boolean over;

    Keeper(List<Supervised> processes, History history) {
        this.processes = List.copyOf(processes);
        this.history = history;
        this.thread = Thread.ofPlatform().daemon(true).name("keeps-processes").start(this::run);
    }

    int restarts() {
        return restarts.get();
    }

    private void run() {
        while (!over) {
            processes.forEach(this::look);
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void look(Supervised process) {
        process.endedByItself().ifPresent(code -> {
            history.tell(process.name() + " ended by itself with " + code + ", and is started again; it said: "
                    + process.lastWords(1));
            restarts.incrementAndGet();
            process.start();
        });
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
