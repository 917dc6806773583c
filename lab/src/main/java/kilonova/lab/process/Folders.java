package kilonova.lab.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of a fault run. */
public final class Folders {
    private Folders() {}

    /** Deletes it with all that it holds; what somebody else deletes meanwhile is no problem, what cannot be deleted stays. */
    public static void delete(Path folder) {
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(folder)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException | UncheckedIOException moving) {
            return;
        }
        for (Path path : deepestFirst) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException stays) {
                // It lies in the system's folder for what may go at any time.
            }
        }
    }
}
