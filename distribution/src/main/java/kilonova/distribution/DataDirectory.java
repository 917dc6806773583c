package kilonova.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds everything of one cloud.
 *
 * <p>Invariants: a directory that is not ours is never written to; while one process holds it, no other does.
 */
final class DataDirectory implements AutoCloseable {
    /** Grows when an older Kilonova could no longer read what a newer one wrote. */
    static final int VERSION = 1;

    /** Less than this, and the database or the first image would fill the disk at once. */
    static final long LEAST_FREE_BYTES = 256L << 20;

    static final String MARKER = "kilonova-data";
    private static final String LOCK = "lock";

    private final Path root;
    private final FileChannel lockChannel;
    private final FileLock lock;
    /** What there was of it before it was taken. */
    private final Before before;

    private DataDirectory(Path root, FileChannel lockChannel, FileLock lock, Before before) {
        this.root = root;
        this.lockChannel = lockChannel;
        this.lock = lock;
        this.before = before;
    }

    private enum Before {
        NOTHING,
        EMPTY,
        OURS
    }

    /** Where data lies unless said otherwise: {@code $XDG_DATA_HOME/kilonova}, or {@code ~/.local/share/kilonova}. */
    static Path usual(Map<String, String> environment) {
        return usual(environment, "kilonova");
    }

    /** The same for a node without a cloud. */
    static Path usualOfNode(Map<String, String> environment) {
        return usual(environment, "kilonova-node");
    }

    private static Path usual(Map<String, String> environment, String name) {
        String xdg = environment.get("XDG_DATA_HOME");
        Path shared = xdg == null || xdg.isBlank()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".local", "share")
                : Path.of(xdg);
        return shared.resolve(name);
    }

    /**
     * Takes the directory for this process, making it when it is not there. Throws {@link CommandFailure} when it is
     * someone else's, of another version, in use, read-only or on a full disk.
     */
    static DataDirectory take(Path root) {
        boolean made = false;
        try {
            if (!Files.isDirectory(root)) {
                Files.createDirectories(root);
                PrivateFiles.shut(root);
                made = true;
            }
        } catch (IOException refused) {
            throw new CommandFailure(
                    root + " cannot be made: " + reason(refused)
                            + ". Choose a directory you may write to with --data-dir.",
                    refused);
        }
        checkSpace(root);
        return lock(root, isFresh(root) ? made ? Before.NOTHING : Before.EMPTY : Before.OURS);
    }

    /** The file of a cloud that was started there before; throws {@link CommandFailure} when there was none. */
    static Path existing(Path root) {
        Path marker = root.resolve(MARKER);
        try {
            checkVersion(root, Files.readString(marker).strip());
            return root;
        } catch (NoSuchFileException | NotDirectoryException none) {
            throw new CommandFailure(
                    "there is no cloud in " + root + " (`kilonova up` makes one; --data-dir names another)", none);
        } catch (IOException unreadable) {
            throw new CommandFailure(
                    root + " cannot be read: " + reason(unreadable) + ". It belongs to whoever started the cloud.",
                    unreadable);
        }
    }

    Path root() {
        return root;
    }

    static Path database(Path root) {
        return root.resolve("kilonova.db");
    }

    static Path log(Path root) {
        return root.resolve("log").resolve("kilonova.log");
    }

    Path images() {
        return root.resolve("images");
    }

    /** What the node of that data directory remembers. */
    static Path node(Path root) {
        return root.resolve("node");
    }

    /** Closes it as if it had never been taken: nothing else was written to it. */
    void giveBack() {
        try {
            if (before != Before.OURS) {
                Files.deleteIfExists(root.resolve(MARKER));
                Files.deleteIfExists(root.resolve(LOCK));
            }
            if (before == Before.NOTHING) {
                Files.deleteIfExists(root);
            }
        } catch (IOException stays) {
            throw new UncheckedIOException(stays);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockChannel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void checkSpace(Path root) {
        long free = root.toFile().getUsableSpace();
        if (free < LEAST_FREE_BYTES) {
            throw new CommandFailure(root + " is on a disk with " + (free >> 20) + " MiB free; at least "
                    + (LEAST_FREE_BYTES >> 20)
                    + " MiB are needed. Make room, or choose another disk with --data-dir.");
        }
    }

    private static boolean isFresh(Path root) {
        Path marker = root.resolve(MARKER);
        try {
            if (Files.isRegularFile(marker)) {
                checkVersion(root, Files.readString(marker).strip());
                return false;
            }
            try (Stream<Path> entries = Files.list(root)) {
                if (entries.findAny().isPresent()) {
                    throw new CommandFailure(root + " is not empty and was not made by Kilonova; nothing in it was"
                            + " touched. Choose another directory with --data-dir.");
                }
            }
            return true;
        } catch (IOException unreadable) {
            throw new CommandFailure(root + " cannot be read: " + reason(unreadable), unreadable);
        }
    }

    private static void checkVersion(Path root, String version) {
        if (version.equals(String.valueOf(VERSION))) {
            return;
        }
        throw new CommandFailure(root + " holds data of version \"" + version + "\"; this Kilonova reads version "
                + VERSION + ". Use the Kilonova that wrote it, or another directory (--data-dir).");
    }

    private static DataDirectory lock(Path root, Before before) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                String holder = RunRecord.read(root)
                        .map(run -> " by process " + run.pid())
                        .orElse("");
                throw new CommandFailure("a cloud is running in " + root + " already" + holder
                        + " (`kilonova status` tells about it, `kilonova down` stops it).");
            }
            if (before != Before.OURS) {
                Files.writeString(root.resolve(MARKER), VERSION + "\n");
            }
            return new DataDirectory(root, channel, lock, before);
        } catch (IOException refused) {
            throw new CommandFailure(
                    root + " cannot be written to: " + reason(refused)
                            + ". Choose a directory you may write to with --data-dir.",
                    refused);
        }
    }

    /** In words. */
    static String reason(IOException failure) {
        return switch (failure) {
            case AccessDeniedException _ -> "no permission";
            case FileAlreadyExistsException inTheWay -> inTheWay.getFile() + " is a file";
            case NoSuchFileException missing -> missing.getFile() + " is not there";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            case IOException other -> Optional.ofNullable(other.getMessage()).orElse(other.toString());
        };
    }
}
