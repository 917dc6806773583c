package kilonova.distribution;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a running cloud says of itself to other commands, in its data directory from ready to stop.
 *
 * @param pid the process
 * @param startMillis when that process started, so that a later process with the same number is not mistaken for it
 * @param readyMillis how long the start took
 * @param hypervisor what runs the guests, in words
 * @param fake whether guests are pretended
 * @param database where the database is, in words
 * @param endpoints by the service's label, in the order of {@link Service}
 */
record RunRecord(
        long pid,
        long startMillis,
        long readyMillis,
        String hypervisor,
        boolean fake,
        String database,
        Map<String, String> endpoints) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "run.json";

    RunRecord {
        endpoints = Collections.unmodifiableMap(new LinkedHashMap<>(endpoints));
    }

    /** The record of the last cloud that became ready there, whether or not it still runs. */
    static Optional<RunRecord> read(Path dataDir) {
        try {
            var tree = JSON.readTree(Files.readString(dataDir.resolve(FILE)));
            var endpoints = new LinkedHashMap<String, String>();
            tree.path("endpoints")
                    .properties()
                    .forEach(e -> endpoints.put(e.getKey(), e.getValue().asText()));
            return Optional.of(new RunRecord(
                    tree.path("pid").asLong(),
                    tree.path("start_millis").asLong(),
                    tree.path("ready_millis").asLong(),
                    tree.path("hypervisor").asText(),
                    tree.path("fake").asBoolean(),
                    tree.path("database").asText(),
                    endpoints));
        } catch (IOException noneOrUnreadable) {
            return Optional.empty();
        }
    }

    /** The record of the cloud that runs there now. */
    static Optional<RunRecord> running(Path dataDir) {
        return read(dataDir).filter(run -> run.process().isPresent());
    }

    /** Of the cloud that runs there, the first of its processes; throws {@link CommandFailure} when none does. */
    static RunRecord needed(Path dataDir) {
        return Seat.running(DataDirectory.existing(dataDir)).stream()
                .findFirst()
                .orElseThrow(
                        () -> new CommandFailure("no cloud is running in " + dataDir + " (`kilonova up` starts it)"));
    }

    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> startMillis(handle) == startMillis)
                .filter(handle -> !isZombie(handle));
    }

    /** Dead, but not yet buried by its parent: some first processes of containers never do. */
    private static boolean isZombie(ProcessHandle handle) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(handle.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException | IndexOutOfBoundsException unknown) {
            return false;
        }
    }

    static long startMillis(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    String endpoint(Service service) {
        return Optional.ofNullable(endpoints.get(service.label())).orElseThrow();
    }

    /** Whether everything is served under TLS. */
    boolean isSecure() {
        return endpoint(Service.IDENTITY).startsWith("https:");
    }

    void write(Path dataDir) throws IOException {
        PrivateFiles.write(dataDir.resolve(FILE), json().toPrettyString() + "\n");
    }

    ObjectNode json() {
        ObjectNode tree = JSON.createObjectNode()
                .put("pid", pid)
                .put("start_millis", startMillis)
                .put("ready_millis", readyMillis)
                .put("hypervisor", hypervisor)
                .put("fake", fake)
                .put("database", database);
        ObjectNode addresses = tree.putObject("endpoints");
        endpoints.forEach(addresses::put);
        return tree;
    }

    static void remove(Path dataDir) throws IOException {
        Files.deleteIfExists(dataDir.resolve(FILE));
    }
}
