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

/** Saves a cloud while it runs, or when it does not. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Saves the cloud in one file: its database as it is at one moment, its keys and passwords, its images. The"
                    + " cloud may run meanwhile. `kilonova restore` makes a cloud of it again.",
            "Disks of guests are not in it. The file opens the cloud to whoever reads it: only you can."
        })
final class BackupCommand implements Callable<Integer> {
    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Parameters(paramLabel = "FILE", description = "The file to write; it must not be there yet.")
    private @Nullable Path file;

    @Override
    public Integer call() {
        Path root = DataDirectory.existing(dataDir.path());
        if (!Files.exists(DataDirectory.database(root))) {
            throw new CommandFailure(
                    root + ": its data does not lie in the data directory, but in a database of its own:"
                            + " save that by its own means (pg_dump, mariadb-dump), and the data directory with it");
        }
        Path target = Objects.requireNonNull(file).toAbsolutePath();
        if (Files.exists(target)) {
            throw new CommandFailure(target + " exists; nothing was written");
        }
        Path folder = Objects.requireNonNull(target.getParent());
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(folder + " is no directory; nothing was written");
        }
        try {
            Backup.write(root, target);
            System.out.println(target + ": " + Files.size(target) + " bytes");
            return 0;
        } catch (IOException failed) {
            throw new CommandFailure("no backup was made: " + DataDirectory.reason(failed), failed);
        }
    }
}
