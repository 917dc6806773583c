package kilonova.testkit.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;

/** Directories of tests: made fresh, deleted whole. */
final class Directories {
    private Directories() {}

    static Path fresh(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Files that vanish meanwhile are no problem; what cannot be deleted stays. */
    static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (NoSuchFileException gone) {
            // Somebody else was faster.
        } catch (IOException | UncheckedIOException failed) {
            System.err.println("left behind: " + directory + " (" + failed.getMessage() + ")");
        }
    }
}
