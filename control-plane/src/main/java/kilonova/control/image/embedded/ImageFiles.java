package kilonova.control.image.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bytes of images, one file each, named by the image; those on their way are named by image and upload. */
final class ImageFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ImageFiles.class);
    private static final String PART = ".part";

    private final Path directory;
    private final DiskOutput.Opener opener;

    ImageFiles(Path directory, DiskOutput.Opener opener) {
        this.directory = directory;
        this.opener = opener;
        try {
            Files.createDirectories(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException("images directory " + directory + ": cannot be made", failed);
        }
    }

    Path file(String imageId) {
        return directory.resolve(imageId);
    }

    DiskOutput open(String imageId, String uploadId) throws IOException {
        return opener.open(part(imageId, uploadId));
    }

    /** Gives what was written its final name; durable on return. */
    void settle(String imageId, String uploadId) throws IOException {
        Files.move(part(imageId, uploadId), file(imageId), StandardCopyOption.ATOMIC_MOVE);
        try (var entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /** Forgets what an upload wrote. Idempotent. */
    void discardPart(String imageId, String uploadId) {
        discard(part(imageId, uploadId));
    }

    /** Idempotent; whoever reads the bytes notices before its next read. */
    void delete(String imageId) {
        discard(file(imageId));
    }

    /** Bytes that can still be written, by the word of the file system. */
    long usableBytes() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    /** Removes what a crash left: parts, and files of images that are not kept. */
    void sweep(Predicate<String> kept) {
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (Files.isRegularFile(file) && (name.endsWith(PART) || !kept.test(name))) {
                    discard(file);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("images directory " + directory + ": cannot be read", failed);
        }
    }

    private Path part(String imageId, String uploadId) {
        return directory.resolve(imageId + "." + uploadId + PART);
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            LOG.warn("{}: cannot be deleted: {}", file, failed.getMessage());
        }
    }
}
