package kilonova.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What a user chose for the start of a node, empty where that was left to us. Kept in the node's data directory, beside a
 * copy of its bundle, so that the next start needs to be told nothing.
 *
 * @param fakeHosts how many of the bundle's hosts a fake hypervisor plays
 */
record NodeChoices(Optional<HypervisorChoice> hypervisor, Optional<Integer> fakeHosts) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "node.json";
    private static final String BUNDLE = "bundle.json";

    /** Whether the data directory is one of a node, and not of a cloud. */
    static boolean isNode(Path dataDir) {
        return Files.exists(dataDir.resolve(FILE));
    }

    static Path bundle(Path dataDir) {
        return dataDir.resolve(BUNDLE);
    }

    /** Those of the last start. */
    static Optional<NodeChoices> kept(Path dataDir) {
        Path file = dataDir.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode tree = JSON.readTree(Files.readString(file));
            return Optional.of(new NodeChoices(
                    Optional.ofNullable(tree.path("hypervisor").textValue())
                            .map(name -> HypervisorChoice.valueOf(name.toUpperCase(Locale.ROOT))),
                    tree.hasNonNull("fake_hosts")
                            ? Optional.of(tree.path("fake_hosts").asInt())
                            : Optional.empty()));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new CommandFailure(file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    void keep(Path dataDir, NodeBundle bundle) throws IOException {
        bundle.write(bundle(dataDir));
        var tree = JSON.createObjectNode();
        hypervisor.ifPresent(kind -> tree.put("hypervisor", kind.toString()));
        fakeHosts.ifPresent(hosts -> tree.put("fake_hosts", hosts));
        PrivateFiles.write(dataDir.resolve(FILE), tree.toPrettyString() + "\n");
    }

    /** Fills what was left open from the last start. Throws {@link CommandFailure} for what would leave guests behind. */
    NodeChoices after(NodeChoices last) {
        Optional<HypervisorChoice> chosen = hypervisor.filter(kind -> kind != HypervisorChoice.AUTO);
        if (chosen.isPresent() && last.hypervisor.isPresent() && !chosen.equals(last.hypervisor)) {
            throw new CommandFailure("--hypervisor " + chosen.get() + ": the guests of this node run on "
                    + last.hypervisor.get() + ", where they would be lost. Leave the option out, or choose another"
                    + " --data-dir for another node.");
        }
        return new NodeChoices(last.hypervisor.or(() -> hypervisor), fakeHosts.or(last::fakeHosts));
    }

    /** With the kind of hypervisor that {@link HypervisorChoice#AUTO} turned out to be. */
    NodeChoices settled(boolean fake) {
        return new NodeChoices(Optional.of(fake ? HypervisorChoice.FAKE : HypervisorChoice.LIBVIRT), fakeHosts);
    }
}
