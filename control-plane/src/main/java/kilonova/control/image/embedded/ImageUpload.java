package kilonova.control.image.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;
import kilonova.kernel.Problem;

/** One upload on its way to the disk: counts, checks and sums up what it writes. Used by one thread at a time. */
final class ImageUpload {
    private final StoredImage image;
    private final StoredImage.Upload mark;
    private final Expected expected;
    private final long maxBytes;
    private final ImageFiles files;
    private final DiskOutput output;
    private final MessageDigest md5 = digest("MD5");
    private final MessageDigest sha512 = digest("SHA-512");
    private final DiskHeader.Gathered head = new DiskHeader.Gathered();
    private OptionalLong virtualSize = OptionalLong.empty();
    private boolean judged;
    private long written;

    /** What the sender says of the bytes: how many, and their MD5 in hex, empty when it says nothing. */
    record Expected(OptionalLong size, String md5) {}

    /** @param image as it is saved by this upload */
    ImageUpload(StoredImage image, Expected expected, long maxBytes, ImageFiles files) throws IOException {
        this.image = image;
        this.mark = image.upload().orElseThrow();
        this.expected = expected;
        this.maxBytes = maxBytes;
        this.files = files;
        if (expected.size().isPresent()) {
            requireRoom(expected.size().getAsLong());
        }
        this.output = files.open(image.fileName());
    }

    StoredImage image() {
        return image;
    }

    /** How the row names it. */
    StoredImage.Upload mark() {
        return mark;
    }

    void write(ByteBuffer chunk) throws IOException {
        written += chunk.remaining();
        requireBelow(written, maxBytes);
        if (expected.size().isPresent() && written > expected.size().getAsLong()) {
            throw notAsSaid();
        }
        md5.update(chunk.duplicate());
        sha512.update(chunk.duplicate());
        if (!judged && head.add(chunk)) {
            judge();
        }
        output.write(chunk);
    }

    /** The bytes are whole: checks them against what was said, and puts them in place. Durable on return. */
    ImageBytes finish() throws IOException {
        if (expected.size().isPresent() && written != expected.size().getAsLong()) {
            throw notAsSaid();
        }
        if (!judged) {
            judge();
        }
        String sum = HexFormat.of().formatHex(md5.digest());
        if (!expected.md5().isEmpty() && !expected.md5().equalsIgnoreCase(sum)) {
            throw new Problem.Invalid("md5", "the data arrived with MD5 " + sum + " (expected: " + expected.md5() + ")")
                    .raise();
        }
        output.sync();
        output.close();
        files.settle(image.fileName());
        var disk = image.facts().diskFormat().equals("raw") ? OptionalLong.of(written) : virtualSize;
        return new ImageBytes(written, disk, sum, HexFormat.of().formatHex(sha512.digest()));
    }

    /** Leaves nothing behind. Idempotent. */
    void abandon() {
        try {
            output.close();
        } catch (IOException closing) {
            // What it would still have written is deleted next.
        }
        files.discardPart(image.fileName());
    }

    /** Takes back what {@link #finish} put in place, where it is sure that no row tells of it. Idempotent. */
    void takeBack() {
        files.delete(image.fileName());
    }

    private void judge() {
        virtualSize = head.virtualSize(image.facts().diskFormat());
        judged = true;
    }

    private void requireRoom(long size) throws IOException {
        requireBelow(size, maxBytes);
        long usable = files.usableBytes();
        if (size > usable) {
            throw new Problem.QuotaExceeded("image_storage_bytes", size, 0, usable).raise();
        }
    }

    private static void requireBelow(long size, long max) {
        if (size > max) {
            throw new Problem.QuotaExceeded("image_size_bytes", size, 0, max).raise();
        }
    }

    private RuntimeException notAsSaid() {
        return new Problem.Invalid(
                        "size_bytes",
                        written + " bytes arrived (expected: " + expected.size().orElse(0) + ")")
                .raise();
    }

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
