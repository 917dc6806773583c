package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    @TempDir
    private Path folder = Path.of(".");

    private Path root = folder;
    private Path file = folder;

    @BeforeEach
    void aCloud() throws IOException, SQLException {
        root = folder.resolve("cloud");
        file = folder.resolve("saved.zip");
        DataDirectory.take(root).close();
        Files.writeString(root.resolve("vault.key"), "key");
        Files.writeString(Files.createDirectories(root.resolve("images")).resolve("one"), "bytes");
        Files.writeString(Files.createDirectories(root.resolve("log")).resolve("kilonova.log"), "a line");
        sql(root, "create table servers (name text)");
        sql(root, "insert into servers values ('first')");
    }

    @Test
    void whatWasSavedIsThereAgain() throws Exception {
        Backup.write(root, file);
        Path again = folder.resolve("deep/again");

        Backup.restore(file, again);

        assertThat(Files.readString(again.resolve("vault.key"))).isEqualTo("key");
        assertThat(Files.readString(again.resolve("images/one"))).isEqualTo("bytes");
        assertThat(count(again)).isEqualTo(1);
        DataDirectory.take(again).close();
    }

    @Test
    void logsAndLocksAreNotSaved() throws IOException {
        Backup.write(root, file);

        Backup.restore(file, folder.resolve("again"));

        assertThat(folder.resolve("again/log")).doesNotExist();
        assertThat(folder.resolve("again/lock")).doesNotExist();
    }

    @Test
    void itIsForItsOwnerAlone() throws IOException {
        Backup.write(root, file);
        Backup.restore(file, folder.resolve("again"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("again"))))
                .isEqualTo("rwx------");
    }

    @Test
    void whileItIsMadeNobodyElseCanLookIntoIt() throws Exception {
        Path pipe = root.resolve("images/pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        var writing = CompletableFuture.runAsync(() -> {
            try {
                Backup.write(root, file);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });

        // Opens when the backup has come as far as the pipe: the rows are copied by then.
        try (var bytes = Files.newOutputStream(pipe);
                var beside = Files.list(folder)) {
            assertThat(beside.filter(path -> !path.equals(root)))
                    .singleElement()
                    .satisfies(path -> {
                        assertThat(path).isDirectory();
                        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                                .isEqualTo("rwx------");
                    });
            bytes.write(1);
        }
        writing.get(1, TimeUnit.MINUTES);
        assertThat(file).isRegularFile();
    }

    @Test
    void nothingButTheFileIsLeftBeside() throws IOException {
        Backup.write(root, file);

        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(root, file);
        }
    }

    @Test
    void aFileThatIsNoBackupMakesNothing() throws IOException {
        Files.writeString(file, "dear");

        assertThatThrownBy(() -> Backup.restore(file, folder.resolve("again"))).hasMessageContaining("no backup");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(root, file);
        }
    }

    @Test
    void noEntryLeavesTheDirectory() throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("../outside"));
        }

        assertThatThrownBy(() -> Backup.restore(file, folder.resolve("again"))).hasMessageContaining("../outside");
        assertThat(folder.resolve("outside")).doesNotExist();
    }

    private static void sql(Path root, String statement) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + DataDirectory.database(root));
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static int count(Path root) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + DataDirectory.database(root));
                var sql = connection.createStatement();
                var rows = sql.executeQuery("select count(*) from servers")) {
            return rows.getInt(1);
        }
    }
}
