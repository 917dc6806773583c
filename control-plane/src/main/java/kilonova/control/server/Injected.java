package kilonova.control.server;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.PersonalityFile;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.store.Json;
import kilonova.kernel.Vault;

/**
 * What its creator gives to the guest alone. Stored sealed, as one, and dropped with the server.
 *
 * @param userData Base64, empty for none
 * @param files in the order in which they were given
 */
record Injected(String userData, List<File> files) {

    static final Injected NOTHING = new Injected("", List.of());

    /** @param contents Base64 */
    record File(String path, String contents) {
        byte[] bytes() {
            return Base64.getDecoder().decode(contents);
        }
    }

    Injected {
        files = List.copyOf(files);
    }

    static Injected of(ServerSpec spec) {
        var files = new ArrayList<File>(spec.getPersonalityCount());
        for (PersonalityFile file : spec.getPersonalityList()) {
            files.add(new File(
                    file.getPath(),
                    Base64.getEncoder().encodeToString(file.getContents().toByteArray())));
        }
        return new Injected(spec.getUserData(), files);
    }

    /** Sealed for the server; nothing where there is nothing to hide. */
    Optional<String> sealed(Vault vault, ServerId owner) {
        return userData.isEmpty() && files.isEmpty()
                ? Optional.empty()
                : Optional.of(vault.seal(owner.toString(), Json.write(this)));
    }

    static Optional<Injected> opened(Vault vault, Server server) {
        return server.injected().map(box -> Json.read(vault.open(server.id().toString(), box), Injected.class));
    }
}
