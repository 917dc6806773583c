package kilonova.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes a cloud from what `backup` saved. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a data directory from a file that `kilonova backup` wrote; `kilonova up` starts the cloud in it.",
            "Disks of guests were not saved: servers whose disks are gone end in ERROR, and can be deleted."
        })
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Parameters(paramLabel = "FILE", description = "The backup.")
    private @Nullable Path file;

    @Override
    public Integer call() {
        Path root = dataDir.path();
        if (Files.exists(root)) {
            throw new CommandFailure(root + " exists; nothing was restored. Choose another directory with --data-dir.");
        }
        Path backup = Objects.requireNonNull(file).toAbsolutePath();
        if (!Files.isReadable(backup)) {
            throw new CommandFailure(backup + " cannot be read");
        }
        try {
            Backup.restore(backup, root);
            System.out.println(
                    "restored " + root + "; start it with `kilonova up --data-dir " + ShellWord.of(root) + "`");
            return 0;
        } catch (IOException failed) {
            throw new CommandFailure("nothing was restored: " + DataDirectory.reason(failed), failed);
        }
    }
}
