package kilonova.lab.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@link BareReplica} in a process of its own, so that what it takes of the machine is its alone. */
final class ReplicaProcess implements AutoCloseable {
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final Path directory;
    private Process process;
    private BufferedReader words;
    private List<Integer> ports = List.of(0, 0, 0);

    private ReplicaProcess(Path directory) throws IOException {
        this.directory = directory;
        this.process = launch();
        this.words = reader(process);
        awaitReady();
    }

    /** Returns when it listens. */
    static ReplicaProcess start() throws IOException {
        return new ReplicaProcess(Files.createTempDirectory("kilonova-bench"));
    }

    int plainPort() {
        return ports.get(0);
    }

    int certifiedPort() {
        return ports.get(1);
    }

    int publicPort() {
        return ports.get(2);
    }

    /** Kills it without a word, and starts the next on what it left, at the same ports. Returns when that one listens. */
    void killAndStartAgain() throws IOException {
        process.destroyForcibly();
        end();
        process = launch();
        words = reader(process);
        awaitReady();
    }

    double residentMegabytes() throws IOException {
        return Resident.megabytes(Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status")));
    }

    Duration processorTime() throws BenchFailure {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new BenchFailure("the system does not tell how long a process has run"));
    }

    /** How many transactions it began. */
    long transactions() throws IOException {
        Writer questions = process.outputWriter(StandardCharsets.UTF_8);
        questions.write(BareReplica.COUNT + "\n");
        questions.flush();
        String answer = words.readLine();
        if (answer == null) {
            throw new BenchFailure("the replica ended");
        }
        return Long.parseLong(answer);
    }

    private Process launch() throws IOException {
        String home = System.getProperty("kilonova.home");
        if (home == null) {
            throw new BenchFailure("a benchmark starts its processes through the launcher: run it as ./kilonova bench");
        }
        var command = new ArrayList<String>(List.of(home + "/kilonova", "bench", BareReplica.NAME));
        command.add("--directory=" + directory);
        ports.forEach(port -> command.add("--port=" + port));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private void awaitReady() throws IOException {
        for (String line = words.readLine(); line != null; line = words.readLine()) {
            if (line.startsWith(BareReplica.READY + " ")) {
                var said = new ArrayList<Integer>();
                for (String port :
                        line.substring(BareReplica.READY.length() + 1).split(" ", -1)) {
                    said.add(Integer.parseInt(port));
                }
                ports = List.copyOf(said);
                return;
            }
        }
        throw new BenchFailure("the replica did not start");
    }

    private void end() {
        try {
            if (!process.waitFor(LAST_WORDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).close();
        end();
        BenchedCloud.delete(directory);
    }
}
