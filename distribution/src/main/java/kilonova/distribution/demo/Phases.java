package kilonova.distribution.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Does one thing after the other, says which, and how long each took. */
final class Phases {
    private final PrintStream out;
    private final Map<String, Duration> took = new LinkedHashMap<>();

    Phases(PrintStream out) {
        this.out = out;
    }

    <T> T run(String name, Callable<T> work) throws Exception {
        out.println();
        out.println("== " + name);
        long began = System.nanoTime();
        T result = work.call();
        took.put(name, Duration.ofNanos(System.nanoTime() - began));
        return result;
    }

    void say(String line) {
        out.println("   " + line);
    }

    void printSummary() {
        out.println();
        out.println("== How long it took");
        took.forEach((name, time) -> out.printf("   %-28s %7.1f s%n", name, time.toMillis() / 1000.0));
    }
}
