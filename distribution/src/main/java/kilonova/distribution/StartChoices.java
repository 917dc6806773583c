package kilonova.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;

/**
 * What a user chose for the start of a cloud, as typed and not yet checked; empty is what was left to us. The choices of
 * the last start are kept in the data directory, so that the next one finds everything where it was.
 *
 * @param database as typed, with its password
 * @param certificate a file, absolute; it belongs to {@code listen}
 * @param key a file, absolute
 * @param replicas how many processes of this machine share the database
 */
record StartChoices(
        Optional<HypervisorChoice> hypervisor,
        Optional<Integer> fakeHosts,
        Optional<String> database,
        Optional<String> listen,
        Optional<String> certificate,
        Optional<String> key,
        Optional<Integer> portOffset,
        Optional<Integer> replicas) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "start.json";

    static StartChoices none() {
        return new StartChoices(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static StartChoices of(HypervisorChoice hypervisor, Optional<Integer> portOffset) {
        return new StartChoices(
                Optional.of(hypervisor),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                portOffset,
                Optional.empty());
    }

    /** Those of the last start; empty where no cloud became ready yet. */
    static Optional<StartChoices> kept(Path dataDir) {
        Path file = dataDir.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode tree = JSON.readTree(Files.readString(file));
            return Optional.of(new StartChoices(
                    text(tree, "hypervisor").map(name -> HypervisorChoice.valueOf(name.toUpperCase(Locale.ROOT))),
                    number(tree, "fake_hosts"),
                    text(tree, "database"),
                    text(tree, "listen"),
                    text(tree, "certificate"),
                    text(tree, "key"),
                    number(tree, "port_offset"),
                    number(tree, "replicas")));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new CommandFailure(file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Keeps them for the next start. */
    void keep(Path dataDir) throws IOException {
        ObjectNode tree = JSON.createObjectNode();
        hypervisor.ifPresent(kind -> tree.put("hypervisor", kind.toString()));
        fakeHosts.ifPresent(hosts -> tree.put("fake_hosts", hosts));
        database.ifPresent(url -> tree.put("database", url));
        listen.ifPresent(address -> tree.put("listen", address));
        certificate.ifPresent(file -> tree.put("certificate", file));
        key.ifPresent(file -> tree.put("key", file));
        portOffset.ifPresent(offset -> tree.put("port_offset", offset));
        replicas.ifPresent(number -> tree.put("replicas", number));
        PrivateFiles.write(dataDir.resolve(FILE), tree.toPrettyString() + "\n");
    }

    /** With the kind of hypervisor that {@link HypervisorChoice#AUTO} turned out to be. */
    StartChoices settled(boolean fake) {
        boolean none = hypervisor.equals(Optional.of(HypervisorChoice.NONE));
        return new StartChoices(
                none ? hypervisor : Optional.of(fake ? HypervisorChoice.FAKE : HypervisorChoice.LIBVIRT),
                fakeHosts,
                database,
                listen,
                certificate,
                key,
                portOffset,
                replicas);
    }

    /** The same cloud, whose database is reached by another way. */
    StartChoices reaching(Optional<String> way) {
        return new StartChoices(
                hypervisor, fakeHosts, way.or(() -> database), listen, certificate, key, portOffset, replicas);
    }

    /** The same cloud for this machine only, in one process, whatever became of the address and the certificate. */
    StartChoices aside() {
        return new StartChoices(
                hypervisor,
                fakeHosts,
                database,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                portOffset,
                Optional.empty());
    }

    /**
     * Fills what was left open from the last start. Throws {@link CommandFailure} when a choice would leave that cloud's
     * servers or data behind.
     */
    StartChoices after(StartChoices last) {
        var wrong = new ArrayList<String>();
        Optional<HypervisorChoice> chosen = hypervisor.filter(kind -> kind != HypervisorChoice.AUTO);
        if (chosen.isPresent() && last.hypervisor.isPresent() && !chosen.equals(last.hypervisor)) {
            wrong.add("--hypervisor " + chosen.get() + ": the servers of this cloud run on "
                    + last.hypervisor.get() + ", where they would be lost. Leave the option out, or choose another"
                    + " --data-dir for another cloud.");
        }
        if (database.isPresent() && !place(database).equals(place(last.database))) {
            wrong.add("--database: the data of this cloud lies in " + place(last.database)
                    + ". Leave the option out, or choose another --data-dir for another cloud.");
        }
        if (!wrong.isEmpty()) {
            throw new CommandFailure(String.join("\n", wrong));
        }
        // A certificate is for one address; another one needs another, or none.
        boolean elsewhere = listen.isPresent() && !listen.equals(last.listen);
        return new StartChoices(
                last.hypervisor.or(() -> hypervisor),
                fakeHosts.or(last::fakeHosts),
                database.or(last::database),
                listen.or(last::listen),
                elsewhere ? certificate : certificate.or(last::certificate),
                elsewhere ? key : key.or(last::key),
                portOffset.or(last::portOffset),
                replicas.or(last::replicas));
    }

    /** Where the database is, in words without secrets. */
    private static String place(Optional<String> database) {
        try {
            return database.map(url -> DatabaseAddress.parse(url).toString()).orElse("SQLite in the data directory");
        } catch (IllegalArgumentException unreadable) {
            throw new CommandFailure("--database: " + unreadable.getMessage(), unreadable);
        }
    }

    /** The password of the database stays out of logs. */
    @Override
    public String toString() {
        return "StartChoices[" + hypervisor + ", " + fakeHosts + ", " + listen + ", " + portOffset + "]";
    }

    private static Optional<String> text(JsonNode tree, String field) {
        return tree.hasNonNull(field) ? Optional.of(tree.path(field).asText()) : Optional.empty();
    }

    private static Optional<Integer> number(JsonNode tree, String field) {
        return tree.hasNonNull(field) ? Optional.of(tree.path(field).asInt()) : Optional.empty();
    }
}
