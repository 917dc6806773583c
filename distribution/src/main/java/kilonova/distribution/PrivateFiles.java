package kilonova.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that nobody but their owner may read. */
final class PrivateFiles {
    private static final FileAttribute<Set<PosixFilePermission>> ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private PrivateFiles() {}

    /** Shuts a directory to everyone else. */
    static void shut(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    /** Makes an empty file that at no time anyone else can read. */
    static Path fresh(Path file) throws IOException {
        return Files.createFile(file, ONLY_FILE);
    }

    /** Makes a directory beside others that at no time anyone else can look into. */
    static Path temporary(Path parent, String prefix) throws IOException {
        return Files.createTempDirectory(
                parent, prefix, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Writes a file whole or not at all; at no time can anyone else read it. */
    static void write(Path file, String text) throws IOException {
        Path fresh =
                Files.createTempFile(file.toAbsolutePath().getParent(), "." + file.getFileName(), ".new", ONLY_FILE);
        Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
