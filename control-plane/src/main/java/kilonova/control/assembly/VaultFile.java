package kilonova.control.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import kilonova.kernel.Env;
import kilonova.kernel.Vault;

/** The key that stored secrets are sealed with: made once, readable by its owner alone. */
final class VaultFile {
    private VaultFile() {}

    static Vault open(Path file, Env env) {
        try {
            if (!Files.exists(file)) {
                byte[] key = new byte[Vault.KEY_BYTES];
                env.random().nextBytes(key);
                Path fresh = Files.createTempFile(
                        file.getParent(),
                        "vault",
                        ".new",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.write(fresh, key, StandardOpenOption.SYNC);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return new Vault(Files.readAllBytes(file), env.random());
        } catch (IOException failed) {
            throw new UncheckedIOException("vault key " + file + " cannot be read or made", failed);
        }
    }
}
