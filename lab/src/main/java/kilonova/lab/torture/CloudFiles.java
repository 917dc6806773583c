package kilonova.lab.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What processes of a cloud say of themselves in their data directories. */
final class CloudFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CloudFiles() {}

    /**
     * A process that is ready.
     *
     * @param endpoints by service
     */
    record Run(long pid, JsonNode endpoints) {
        /** The port of a service, whether its endpoint is a URL or a host and a port. */
        int port(String service) {
            String text = endpoints.path(service).asText();
            return URI.create(text.contains("://") ? text : "tcp://" + text).getPort();
        }

        /** The path of a REST service. */
        String path(String service) {
            return URI.create(endpoints.path(service).asText()).getPath();
        }
    }

    /** Empty while none is ready there. */
    static Optional<Run> run(Path dataDir) {
        try {
            JsonNode tree = JSON.readTree(Files.readString(dataDir.resolve("run.json")));
            return Optional.of(new Run(tree.path("pid").asLong(), tree.path("endpoints")));
        } catch (IOException noneYet) {
            return Optional.empty();
        }
    }

    static String adminPassword(Path dataDir) throws IOException {
        return JSON.readTree(Files.readString(dataDir.resolve("accounts.json")))
                .path("admin")
                .asText();
    }
}
