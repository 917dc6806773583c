package kilonova.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kilonova.kernel.NodePass;
import kilonova.kernel.OneAuthority;
import kilonova.kernel.ServerCertificate;

/**
 * All that a node needs to join a cloud, in one file for its owner alone.
 *
 * @param control where the control plane's replicas take nodes in: {@code HOST:PORT} each, or as gRPC writes targets
 * @param certificate the node's own, PEM
 * @param key of that certificate, PEM
 * @param authority of the cloud, PEM
 */
record NodeBundle(List<String> control, String certificate, String key, String authority) {
    private static final ObjectMapper JSON = new ObjectMapper();

    NodeBundle {
        control = List.copyOf(control);
    }

    /** What the bundle holds, checked. */
    record Opened(List<String> control, NodePass pass, ServerCertificate own, OneAuthority authority) {
        Instant expires() {
            return own.chain().getFirst().getNotAfter().toInstant();
        }
    }

    /** Throws {@link CommandFailure} that names the file when it is none. */
    static NodeBundle read(Path file) {
        try {
            JsonNode tree = JSON.readTree(Files.readString(file));
            var control = new ArrayList<String>();
            tree.path("control").forEach(each -> control.add(each.asText()));
            // One endpoint alone is what bundles told that were made before a cloud could have replicas.
            Optional.ofNullable(tree.path("endpoint").textValue())
                    .filter(only -> control.isEmpty())
                    .ifPresent(control::add);
            var bundle = new NodeBundle(
                    control,
                    tree.path("certificate").asText(),
                    tree.path("key").asText(),
                    tree.path("authority").asText());
            if (bundle.control.isEmpty() || bundle.certificate.isEmpty()) {
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
            return new Opened(control, pass, own, trusted);
        } catch (IllegalArgumentException unusable) {
            throw new CommandFailure(
                    unusable.getMessage() + ". Where the cloud runs, `kilonova node enroll` makes a new bundle.",
                    unusable);
        }
    }

    /** The same for a control plane that is reached in another way. */
    NodeBundle towards(List<String> others) {
        return new NodeBundle(others, certificate, key, authority);
    }

    void write(Path file) throws IOException {
        var tree = JSON.createObjectNode();
        control.forEach(tree.putArray("control")::add);
        tree.put("certificate", certificate).put("key", key).put("authority", authority);
        PrivateFiles.write(file, tree.toPrettyString() + "\n");
    }

    /** The key stays out of logs. */
    @Override
    public String toString() {
        return "NodeBundle" + control;
    }
}
