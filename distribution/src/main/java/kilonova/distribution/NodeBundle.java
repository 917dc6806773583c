package kilonova.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import kilonova.kernel.NodePass;
import kilonova.kernel.OneAuthority;
import kilonova.kernel.ServerCertificate;

/**
 * All that a node needs to join a cloud, in one file for its owner alone.
 *
 * @param endpoint of the control plane's node port, {@code HOST:PORT}
 * @param certificate the node's own, PEM
 * @param key of that certificate, PEM
 * @param authority of the cloud, PEM
 */
record NodeBundle(String endpoint, String certificate, String key, String authority) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the bundle holds, checked. */
    record Opened(String endpoint, NodePass pass, ServerCertificate own, OneAuthority authority) {
        Instant expires() {
            return own.chain().getFirst().getNotAfter().toInstant();
        }
    }

    /** Throws {@link CommandFailure} that names the file when it is none. */
    static NodeBundle read(Path file) {
        try {
            JsonNode tree = JSON.readTree(Files.readString(file));
            var bundle = new NodeBundle(
                    tree.path("endpoint").asText(),
                    tree.path("certificate").asText(),
                    tree.path("key").asText(),
                    tree.path("authority").asText());
            if (bundle.endpoint.isEmpty() || bundle.certificate.isEmpty()) {
                throw new CommandFailure(file + " is no bundle of a node (`kilonova node enroll` makes one)");
            }
            return bundle;
        } catch (com.fasterxml.jackson.core.JsonProcessingException foreign) {
            throw new CommandFailure(file + " is no bundle of a node (`kilonova node enroll` makes one)", foreign);
        } catch (IOException unreadable) {
            throw new CommandFailure(file + " cannot be read: " + DataDirectory.reason(unreadable), unreadable);
        }
    }

    /** Throws {@link CommandFailure} when something in it cannot be used at that time. */
    Opened open(Path file, Instant now) {
        try {
            var own = ServerCertificate.parse(file.toString(), certificate, key, now);
            var trusted = OneAuthority.parse(file + ", authority", authority);
            if (!trusted.signed(own.chain().getFirst())) {
                throw new CommandFailure(file + ": its certificate is not of its authority; enroll the node again");
            }
            NodePass pass = NodePass.of(own.chain().getFirst())
                    .orElseThrow(() -> new CommandFailure(file + ": its certificate names no node"));
            return new Opened(endpoint, pass, own, trusted);
        } catch (IllegalArgumentException unusable) {
            throw new CommandFailure(
                    unusable.getMessage() + ". Where the cloud runs, `kilonova node enroll` makes a new bundle.",
                    unusable);
        }
    }

    void write(Path file) throws IOException {
        var tree = JSON.createObjectNode()
                .put("endpoint", endpoint)
                .put("certificate", certificate)
                .put("key", key)
                .put("authority", authority);
        Owner.write(file, tree.toPrettyString() + "\n");
    }

    /** The key stays out of logs. */
    @Override
    public String toString() {
        return "NodeBundle[" + endpoint + "]";
    }
}
