package kilonova.control.image.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of images, one file each. It is named by the image and the upload that wrote it (older versions named it by the
 * image alone); while it is on its way, its name says so. Several processes may share the directory.
 */
final class ImageFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ImageFiles.class);
    private static final String PART = ".part";
    private static final char SEPARATOR = '.';

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

    /** The name of what an upload brings: no other upload has the same. */
    static String name(String imageId, StoredImage.Upload upload) {
        return imageId + SEPARATOR + upload.id();
    }

    /** The id of the image that a file, on its way or in place, is or was of. */
    static String imageOf(String file) {
        int end = file.indexOf(SEPARATOR);
        return end < 0 ? file : file.substring(0, end);
    }

    /** The name that the file has in place; its own when it is there. */
    static String inPlace(String file) {
        return file.endsWith(PART) ? file.substring(0, file.length() - PART.length()) : file;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    DiskOutput open(String name) throws IOException {
        return opener.open(part(name));
    }

    /** Gives what was written its final name; durable on return. */
    void settle(String name) throws IOException {
        Files.move(part(name), file(name), StandardCopyOption.ATOMIC_MOVE);
        try (var entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /** Forgets what an upload wrote. Idempotent. */
    void discardPart(String name) {
        discard(part(name));
    }

    /** Idempotent; whoever reads the bytes notices before its next read. */
    void delete(String name) {
        discard(file(name));
    }

    /** Bytes that can still be written, by the word of the file system. */
    long usableBytes() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    /** Every file there is, in place or on its way. */
    List<String> names() {
        try (var files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            var names = new ArrayList<String>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            return names;
        } catch (IOException | DirectoryIteratorException failed) {
            throw new IllegalStateException("images directory " + directory + ": cannot be read", failed);
        }
    }

    private Path part(String name) {
        return directory.resolve(name + PART);
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            LOG.warn("{}: cannot be deleted: {}", file, failed.getMessage());
        }
    }
}
