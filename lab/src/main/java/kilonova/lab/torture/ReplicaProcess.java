package kilonova.lab.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import kilonova.lab.process.Cable;
import kilonova.lab.process.OwnBuild;
import kilonova.lab.process.Supervised;

/** One control-plane process, and the cables that lead to it and from it. */
final class ReplicaProcess implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 512;
    /** What a client needs of a replica. */
    private static final List<String> FACES = List.of("compute", "grpc", "identity");

    private final int number;
    private final Path dataDir;
    private final Supervised process;
    private final Optional<Cable> database;
    private final List<Cable> clients = new ArrayList<>();

    private ReplicaProcess(int number, Path dataDir, Supervised process, Optional<Cable> database) {
        this.number = number;
        this.dataDir = dataDir;
        this.process = process;
        this.database = database;
    }

    /**
     * Starts the process; it is not ready yet.
     *
     * @param words the command and its options
     * @param database the address of it; empty where the command knows it
     */
    static ReplicaProcess start(
            int number,
            Path dataDir,
            OwnBuild build,
            List<String> words,
            Optional<String> database,
            Optional<Cable> databaseCable,
            Path log) {
        Map<String, String> environment =
                database.map(url -> Map.of("KILONOVA_DATABASE", url)).orElse(Map.of());
        var process = new Supervised("replica " + number, build.command(HEAP_MEGABYTES, words), environment, log);
        process.start();
        return new ReplicaProcess(number, dataDir, process, databaseCable);
    }

    Supervised process() {
        return process;
    }

    Path dataDir() {
        return dataDir;
    }

    Optional<Cable> databaseCable() {
        return database;
    }

    List<Cable> clientCables() {
        return List.copyOf(clients);
    }

    /** Its id in the database. */
    UUID id() throws IOException {
        return UUID.fromString(Files.readString(dataDir.resolve("replica.id")).strip());
    }

    /** Whether the process that runs now is ready. */
    Optional<CloudFiles.Run> ready() {
        return CloudFiles.run(dataDir).filter(run -> process.isPid(run.pid()));
    }

    /** Lays the cables that clients come by; once it is ready for the first time. */
    void layClientCables() throws IOException {
        CloudFiles.Run run = ready().orElseThrow();
        for (String face : FACES) {
            clients.add(Cable.to(run.port(face)));
        }
    }

    /** The port at which clients find a service, through the cable. */
    int clientPort(String face) {
        return clients.get(FACES.indexOf(face)).port();
    }

    @Override
    public String toString() {
        return "replica " + number;
    }

    @Override
    public void close() throws IOException {
        process.close();
        for (Cable cable : clients) {
            cable.close();
        }
        if (database.isPresent()) {
            database.get().close();
        }
    }
}
