package kilonova.distribution;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts a cloud or a node in a process of its own, which outlives the command. */
final class Detached {
    /** The variable that may hold the database's address: a command line is for everyone to read, and it has a password. */
    static final String DATABASE = "KILONOVA_DATABASE";

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Path dataDir;

    Detached(Path dataDir) {
        this.dataDir = dataDir;
    }

    /**
     * A process that is ready.
     *
     * @param said what it has printed
     */
    record Ready(RunRecord run, String said) {}

    /** Returns when the cloud is ready; throws {@link CommandFailure} with its own words when it could not start. */
    RunRecord start(StartChoices choices) throws IOException, InterruptedException {
        List<Path> seats = Stream.iterate(
                        1, number -> number <= choices.replicas().orElse(1), number -> number + 1)
                .map(number -> new Seat(dataDir, number).own())
                .toList();
        return start(command(choices), choices.database(), seats).run();
    }

    /**
     * The same for one of its replicas alone.
     *
     * @param database by which way it reaches the cloud's database; empty where that is the way of `up`
     */
    RunRecord start(Seat seat, Optional<String> database) throws IOException, InterruptedException {
        return start(command(seat), database, List.of(seat.own())).run();
    }

    /** The same for a node. */
    Ready start(NodeChoices choices, Path bundle, List<String> control) throws IOException, InterruptedException {
        return start(command(choices, bundle, control), Optional.empty(), List.of(dataDir));
    }

    /** @param places where records lie of what is to run; that of the process itself comes first */
    private Ready start(List<String> command, Optional<String> database, List<Path> places)
            throws IOException, InterruptedException {
        Path said = Files.createTempFile("kilonova-up", ".out");
        var builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        database.ifPresent(url -> builder.environment().put(DATABASE, url));
        Process process = builder.start();
        try {
            return await(process, said, places);
        } finally {
            Files.deleteIfExists(said);
        }
    }

    private Ready await(Process process, Path said, List<Path> places) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<RunRecord> ready = RunRecord.running(places.getFirst()).filter(run -> run.pid() == process.pid());
            if (ready.isPresent()
                    && places.stream().allMatch(each -> RunRecord.running(each).isPresent())) {
                return new Ready(ready.get(), Files.readString(said));
            }
            if (process.waitFor(LOOK_EVERY)) {
                throw new CommandFailure(Files.readString(said).strip().replaceAll("(?m)^kilonova: ", ""));
            }
        }
        process.destroy();
        throw new CommandFailure("not ready after " + PATIENCE.toSeconds() + " s; `kilonova logs` may tell why");
    }

    private List<String> command(StartChoices choices) {
        List<String> command = launcher("up");
        choices.hypervisor().ifPresent(kind -> command.addAll(List.of("--hypervisor", kind.toString())));
        choices.fakeHosts().ifPresent(hosts -> command.addAll(List.of("--fake-hosts", hosts.toString())));
        choices.portOffset().ifPresent(offset -> command.addAll(List.of("--port-offset", offset.toString())));
        choices.listen().ifPresent(address -> command.addAll(List.of("--listen", address)));
        choices.certificate().ifPresent(file -> command.addAll(List.of("--certificate", file)));
        choices.key().ifPresent(file -> command.addAll(List.of("--key", file)));
        choices.replicas()
                .ifPresent(number -> command.addAll(List.of("--replicas", number.toString(), "--leave-others")));
        return command;
    }

    private List<String> command(Seat seat) {
        List<String> command = launcher("replica");
        command.addAll(List.of("--number", String.valueOf(seat.number())));
        return command;
    }

    private List<String> command(NodeChoices choices, Path bundle, List<String> control) {
        List<String> command = launcher("node");
        command.addAll(List.of("--bundle", bundle.toString()));
        control.forEach(target -> command.addAll(List.of("--control", target)));
        choices.hypervisor().ifPresent(kind -> command.addAll(List.of("--hypervisor", kind.toString())));
        choices.fakeHosts().ifPresent(hosts -> command.addAll(List.of("--fake-hosts", hosts.toString())));
        return command;
    }

    private List<String> launcher(String command) {
        String home = System.getProperty("kilonova.home");
        if (home == null) {
            throw new CommandFailure("--detach works through the launcher (./kilonova) only");
        }
        return new ArrayList<>(List.of("setsid", home + "/kilonova", command, "--data-dir", dataDir.toString()));
    }
}
