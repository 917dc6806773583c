package kilonova.control.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import kilonova.kernel.Env;

/** An id that is made once and kept in a file. */
final class IdFile {
    private IdFile() {}

    /** @return what the file says; a new id, kept from now on, where there is none */
    static String open(Path file, Env env) {
        try {
            if (!Files.exists(file)) {
                Path fresh = Files.createTempFile(
                        file.getParent(), file.getFileName().toString(), ".new");
                Files.writeString(fresh, env.ids().next() + "\n");
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return UUID.fromString(Files.readString(file).strip()).toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(file + " cannot be read or made", failed);
        } catch (IllegalArgumentException foreign) {
            throw new IllegalStateException(file + " holds no id (expected: a UUID)", foreign);
        }
    }
}
