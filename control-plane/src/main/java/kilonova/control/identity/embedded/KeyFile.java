package kilonova.control.identity.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;

/**
 * The keys that sign tokens, kept in a file that only its owner may read. Replicas that share a database share the file; a
 * lock beside it keeps them from rotating at once.
 */
final class KeyFile {
    private static final String OWNER_ONLY = "rw-------";

    private final Path file;
    private final Path directory;

    KeyFile(Path file) {
        this.file = file.toAbsolutePath();
        Path parent = this.file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("identity keys: " + file + " (expected: a file)");
        }
        this.directory = parent;
    }

    /**
     * The ring of the file, made on first use, with a new signing key when the old one's time is over.
     *
     * @throws IllegalStateException naming the file when it is not ours or others may read it
     */
    synchronized KeyRing ensure(Instant now, Duration tokenLife) {
        try {
            Files.createDirectories(directory);
            Path beside = file.resolveSibling(file.getFileName() + ".lock");
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                return locked(now, tokenLife);
            }
        } catch (IOException away) {
            throw new UncheckedIOException("identity keys: " + file + " cannot be used", away);
        }
    }

    private KeyRing locked(Instant now, Duration tokenLife) throws IOException {
        if (!Files.exists(file)) {
            return written(KeyRing.of(KeyRing.newKey(now)));
        }
        KeyRing ring = read();
        return ring.due(now) ? written(ring.rotated(KeyRing.newKey(now), tokenLife)) : ring;
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
                    "identity keys: " + file + " is not a set of keys (" + broken.getMessage() + ")", broken);
        }
    }

    /** Readers see the old file or the new one, never a part. */
    private KeyRing written(KeyRing ring) throws IOException {
        Path whole = Files.createTempFile(
                directory,
                ".identity-keys",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        Files.writeString(whole, ring.secretText());
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return ring;
    }
}
