package kilonova.control.identity.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;

/**
 * The keys that sign tokens, kept in a file that only its owner may read. Replicas that share a database share the file.
 */
final class KeyFile {
    private static final String OWNER_ONLY = "rw-------";

    private final Path file;

    KeyFile(Path file) {
        this.file = file;
    }

    /**
     * The ring of the file, made on first use, with a new signing key when the old one's time is over.
     *
     * @throws IllegalStateException naming the file when it is not ours or others may read it
     */
    KeyRing ensure(Instant now, Duration tokenLife) {
        try {
            if (!Files.exists(file)) {
                try {
                    write(KeyRing.of(KeyRing.newKey(now)));
                } catch (FileAlreadyExistsException another) {
                    // Another replica was first: its keys are the ones.
                }
            }
            KeyRing ring = read();
            if (!ring.due(now)) {
                return ring;
            }
            KeyRing rotated = ring.rotated(KeyRing.newKey(now), tokenLife);
            replace(rotated);
            return rotated;
        } catch (IOException away) {
            throw new UncheckedIOException("identity keys: " + file + " cannot be used", away);
        }
    }

    private KeyRing read() throws IOException {
        String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        if (!permissions.equals(OWNER_ONLY) && !permissions.equals("r--------")) {
            throw new IllegalStateException(
                    "identity keys: " + file + " has permissions " + permissions + " (expected: " + OWNER_ONLY + ")");
        }
        try {
            return KeyRing.parse(Files.readString(file));
        } catch (ParseException broken) {
            throw new IllegalStateException(
                    "identity keys: " + file + " is not a set of keys (" + broken.getMessage() + ")");
        }
    }

    private void write(KeyRing ring) throws IOException {
        Path whole = temporary(ring);
        try {
            Files.createLink(file, whole);
        } finally {
            Files.delete(whole);
        }
    }

    private void replace(KeyRing ring) throws IOException {
        Files.move(temporary(ring), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path temporary(KeyRing ring) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IllegalStateException("identity keys: " + file + " is not a file");
        }
        Files.createDirectories(directory);
        Path temporary = Files.createTempFile(
                directory,
                ".identity-keys",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        Files.writeString(temporary, ring.secretText());
        return temporary;
    }
}
