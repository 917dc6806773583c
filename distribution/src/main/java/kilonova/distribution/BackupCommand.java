package kilonova.distribution;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Copies the database while the cloud runs, or when it does not. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Copies the cloud's database into one file, as it is at one moment; the cloud may run meanwhile.",
            "To go back: stop the cloud, put the file in the place of kilonova.db in the data directory (and remove"
                    + " kilonova.db-wal), start it. Bytes of images are not in it."
        })
final class BackupCommand implements Callable<Integer> {
    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Parameters(paramLabel = "FILE", description = "The file to write; it must not be there yet.")
    private @Nullable Path file;

    @Override
    public Integer call() throws Exception {
        Path root = DataDirectory.existing(dataDir.path());
        Path database = DataDirectory.database(root);
        if (!Files.exists(database)) {
            throw new CommandFailure("the cloud in " + root
                    + " keeps its data in a database server: use that server's own backup (pg_dump, mariadb-dump)");
        }
        Path target = java.util.Objects.requireNonNull(file).toAbsolutePath();
        if (Files.exists(target)) {
            throw new CommandFailure(target + " exists; nothing was written");
        }
        copy(database, target);
        System.out.println(target + ": " + Files.size(target) + " bytes");
        return 0;
    }

    private static void copy(Path database, Path target) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                PreparedStatement copy = connection.prepareStatement("vacuum into ?")) {
            copy.setString(1, target.toString());
            copy.execute();
            Owner.onlyFile(target);
        } catch (SQLException | java.io.IOException failed) {
            throw new CommandFailure("no backup was made: " + failed.getMessage(), failed);
        }
    }
}
