package kilonova.node.libvirt;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;
import kilonova.node.v1.GuestImage;

/**
 * Base images, fetched once and checked before anything is built on them. A file in the cache is whole; what is being
 * fetched lies beside it under another name.
 */
final class ImageCache {
    private static final long MARGIN_BYTES = 16L << 20;
    private static final Duration KEEP_UNUSED = Duration.ofDays(1);
    private static final String TEMPORARY = ".fetch-";

    private final Path directory;
    private final ImageSource source;
    private final Map<Path, ReentrantLock> fetching = new ConcurrentHashMap<>();

    ImageCache(Path directory, ImageSource source) {
        this.directory = directory;
        this.source = source;
    }

    /** Whether the image is there already. */
    boolean holds(GuestImage image) {
        return Files.exists(file(image));
    }

    /** The image's file, fetched if need be. Many may ask at once; one fetches. */
    Path ensure(GuestImage image) throws IOException {
        var file = file(image);
        if (Files.exists(file)) {
            touch(file);
            return file;
        }
        var turn = fetching.computeIfAbsent(file, key -> new ReentrantLock());
        turn.lock();
        try {
            if (!Files.exists(file)) {
                fetch(image, file);
            }
            return file;
        } finally {
            turn.unlock();
        }
    }

    /** Deletes what no guest is built on, nor was asked for within the last day. */
    void prune(Set<String> inUse) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        var oldest = now().toInstant().minus(KEEP_UNUSED);
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                boolean used = inUse.contains(file.getFileName().toString());
                if (!used && Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void touch(Path file) throws IOException {
        Files.setLastModifiedTime(file, now());
    }

    /** By the clock of the file system, which dates the files too. */
    private FileTime now() throws IOException {
        var fresh = Files.createTempFile(directory, TEMPORARY, "");
        try {
            return Files.getLastModifiedTime(fresh);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Named by content where it is known: an image's bytes never change, but nobody need trust that. */
    private Path file(GuestImage image) {
        var hash = image.getHash().length() > 16 ? image.getHash().substring(0, 16) : image.getHash();
        return directory.resolve(plain(image.getId()) + "." + plain(hash));
    }

    private static String plain(String word) {
        return word.replaceAll("[^A-Za-z0-9-]", "_");
    }

    private void fetch(GuestImage image, Path file) throws IOException {
        Files.createDirectories(directory);
        long usable = Files.getFileStore(directory).getUsableSpace();
        if (image.getSizeBytes() + MARGIN_BYTES > usable) {
            throw new GuestTrouble(
                    FaultReason.DISK_FULL,
                    "The host's disk is full: image " + image.getId() + " has " + image.getSizeBytes() + " bytes, "
                            + usable + " are left.");
        }
        var temporary = Files.createTempFile(directory, TEMPORARY, "");
        try {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
                    var out = new Counting(Channels.newOutputStream(channel), digest(image))) {
                source.fetch(image.getId(), out);
                out.flush();
                check(image, out);
                channel.force(true);
            }
            checkInside(image, temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            try (var folder = FileChannel.open(directory, StandardOpenOption.READ)) {
                folder.force(true);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void check(GuestImage image, Counting out) {
        if (image.getSizeBytes() > 0 && out.count != image.getSizeBytes()) {
            throw unacceptable(image, out.count + " bytes came, " + image.getSizeBytes() + " were promised");
        }
        var hash = HexFormat.of().formatHex(out.digest.digest());
        if (!image.getHash().isEmpty() && !hash.equals(image.getHash().toLowerCase(Locale.ROOT))) {
            throw unacceptable(image, "its " + image.getHashAlgorithm() + " is not the promised one");
        }
    }

    /** An image that names other files of the host must never be opened as one. */
    private static void checkInside(GuestImage image, Path file) {
        if (image.getDiskFormat().equals("raw")) {
            return;
        }
        var facts = QemuImg.facts(file, image.getDiskFormat());
        if (facts.pointsElsewhere()) {
            throw unacceptable(image, "it refers to another file");
        }
    }

    private static MessageDigest digest(GuestImage image) {
        var name = image.getHash().isEmpty() ? "sha256" : image.getHashAlgorithm();
        try {
            return MessageDigest.getInstance(
                    switch (name.toLowerCase(Locale.ROOT)) {
                        case "sha512" -> "SHA-512";
                        case "sha384" -> "SHA-384";
                        case "sha256" -> "SHA-256";
                        case "sha1" -> "SHA-1";
                        case "md5" -> "MD5";
                        default -> throw unacceptable(image, "this node does not know the checksum " + name);
                    });
        } catch (NoSuchAlgorithmException missing) {
            throw unacceptable(image, "this node cannot compute " + name);
        }
    }

    private static GuestTrouble unacceptable(GuestImage image, String why) {
        return new GuestTrouble(
                FaultReason.IMAGE_UNACCEPTABLE, "Image " + image.getId() + " is unacceptable: " + why + ".");
    }

    /** Counts and digests what passes. */
    private static final class Counting extends FilterOutputStream {
        private final MessageDigest digest;
        private long count;

        Counting(OutputStream out, MessageDigest digest) {
            super(out);
            this.digest = digest;
        }

        @Override
        public void write(int oneByte) throws IOException {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            digest.update(bytes, offset, length);
            count += length;
        }
    }
}
