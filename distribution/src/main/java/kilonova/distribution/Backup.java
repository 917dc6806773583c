package kilonova.distribution;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * One file that holds a cloud: its database as it was at one moment, its keys and passwords, its images, and what its node
 * remembers. A zip archive for its owner alone. Disks of guests are not in it.
 */
final class Backup {
    private static final List<String> KEPT = List.of(
            DataDirectory.MARKER,
            "cloud.id",
            "accounts.json",
            "identity.keys",
            "vault.key",
            "node-authority",
            "start.json",
            "policy.yaml",
            "settings.yaml",
            "images",
            "node");

    private Backup() {}

    /**
     * Writes the file whole or not at all; at no time can anyone but its owner read any of it. The cloud may run meanwhile.
     */
    static void write(Path root, Path target) throws IOException {
        Path folder = Objects.requireNonNull(target.toAbsolutePath().getParent());
        Path workshop = PrivateFiles.temporary(folder, "." + target.getFileName());
        try {
            Path unfinished = PrivateFiles.fresh(workshop.resolve("backup"));
            Path rows = workshop.resolve("rows");
            copyDatabase(DataDirectory.database(root), rows);
            try (var zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished)))) {
                zip.setLevel(Deflater.BEST_SPEED);
                add(zip, rows, DataDirectory.database(root).getFileName().toString());
                // After the rows: what they name is there, unless it was deleted meanwhile.
                for (String name : KEPT) {
                    addTree(zip, root, root.resolve(name));
                }
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            DownCommand.delete(workshop);
        }
    }

    /**
     * Makes a data directory from such a file, whole or not at all. Throws {@link CommandFailure} when the file is none.
     *
     * @param root not there yet
     */
    static void restore(Path file, Path root) throws IOException {
        Path parent = Files.createDirectories(root.getParent());
        Path unfinished = PrivateFiles.temporary(parent, "." + root.getFileName());
        try {
            try (var zip = new ZipInputStream(Files.newInputStream(file))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    extract(zip, entry, unfinished);
                }
            }
            if (!Files.exists(DataDirectory.database(unfinished))) {
                throw new CommandFailure(file + " is no backup of a cloud; nothing was made");
            }
            DataDirectory.existing(unfinished);
            Files.move(unfinished, root, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | CommandFailure failed) {
            DownCommand.delete(unfinished);
            throw failed;
        }
    }

    private static void copyDatabase(Path database, Path target) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                PreparedStatement copy = connection.prepareStatement("vacuum into ?")) {
            copy.setString(1, target.toString());
            copy.execute();
        } catch (SQLException failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    private static void addTree(ZipOutputStream zip, Path root, Path top) throws IOException {
        if (!Files.exists(top)) {
            return;
        }
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                add(zip, file, root.relativize(file).toString());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // An image that was deleted meanwhile.
                }
                throw failure;
            }
        });
    }

    private static void add(ZipOutputStream zip, Path file, String name) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            zip.putNextEntry(new ZipEntry(name));
            bytes.transferTo(zip);
            zip.closeEntry();
        } catch (NoSuchFileException deletedMeanwhile) {
            return;
        }
    }

    private static void extract(ZipInputStream zip, ZipEntry entry, Path directory) throws IOException {
        Path file = directory.resolve(entry.getName()).normalize();
        if (!file.startsWith(directory) || entry.isDirectory()) {
            throw new CommandFailure(entry.getName() + ": not of a cloud's backup; nothing was made");
        }
        Files.createDirectories(file.getParent());
        try (OutputStream bytes = Files.newOutputStream(PrivateFiles.fresh(file))) {
            zip.transferTo(bytes);
        }
    }
}
