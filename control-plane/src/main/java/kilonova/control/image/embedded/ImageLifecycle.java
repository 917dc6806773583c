package kilonova.control.image.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import kilonova.kernel.Problem;

/** Pure. What may be said of an image, and what each request means in each state. */
final class ImageLifecycle {
    static final List<String> DISK_FORMATS =
            List.of("ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "ploop", "iso");
    static final List<String> CONTAINER_FORMATS =
            List.of("ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed");
    static final int MAX_NAME = 255;
    static final int MAX_PROPERTIES = 128;
    static final int MAX_PROPERTY = 65_535;
    static final int MAX_TAGS = 128;

    private ImageLifecycle() {}

    static void requireId(String id) {
        try {
            if (UUID.fromString(id).toString().equalsIgnoreCase(id)) {
                return;
            }
        } catch (IllegalArgumentException none) {
            // Told below, as for every other text that is no id.
        }
        throw new Problem.Invalid("id", "'" + id + "' is not a UUID").raise();
    }

    static void requireSound(ImageFacts facts) {
        requireLength("name", facts.name(), 0);
        requireOneOf("disk_format", facts.diskFormat(), DISK_FORMATS);
        requireOneOf("container_format", facts.containerFormat(), CONTAINER_FORMATS);
        requireNotNegative("min_disk", facts.minDiskGb());
        requireNotNegative("min_ram", facts.minMemoryMb());
        if (facts.properties().size() > MAX_PROPERTIES) {
            throw new Problem.QuotaExceeded(
                            "image_property_quota", facts.properties().size(), 0, MAX_PROPERTIES)
                    .raise();
        }
        facts.properties().forEach((name, value) -> {
            requireLength("property name", name, 1);
            if (value.length() > MAX_PROPERTY) {
                throw new Problem.Invalid(name, value.length() + " characters (expected: at most 65535)").raise();
            }
        });
        if (facts.tags().size() > MAX_TAGS) {
            throw new Problem.QuotaExceeded("image_tag_quota", facts.tags().size(), 0, MAX_TAGS).raise();
        }
        facts.tags().forEach(tag -> requireLength("tag", tag, 1));
    }

    /** The formats describe the bytes: once those are there, or on their way, they stay. */
    static void requireChangeable(StoredImage image, ImageFacts next) {
        boolean moved = !next.diskFormat().equals(image.facts().diskFormat())
                || !next.containerFormat().equals(image.facts().containerFormat());
        if (moved && image.state() != ImageState.QUEUED) {
            throw wrong(image, "change the format of").raise();
        }
    }

    static void requireUploadable(StoredImage image) {
        switch (image.state()) {
            case QUEUED -> {
                var missing = new ArrayList<String>();
                if (image.facts().diskFormat().isEmpty()) {
                    missing.add("disk_format");
                }
                if (image.facts().containerFormat().isEmpty()) {
                    missing.add("container_format");
                }
                if (!missing.isEmpty()) {
                    throw new Problem.Invalid(
                                    "",
                                    "Properties " + String.join(", ", missing) + " must be set prior to saving data.")
                            .raise();
                }
            }
            case SAVING, ACTIVE, DEACTIVATED -> throw wrong(image, "upload").raise();
        }
    }

    /** @param admin administrators read deactivated images too */
    static void requireReadable(StoredImage image, boolean admin) {
        switch (image.state()) {
            case ACTIVE -> {}
            case DEACTIVATED -> {
                if (!admin) {
                    throw new Problem.Forbidden("download_image").raise();
                }
            }
            case QUEUED, SAVING -> throw wrong(image, "download").raise();
        }
    }

    static Problem wrong(StoredImage image, String action) {
        return new Problem.WrongState(
                "image", image.id(), "status", image.state().word(), action);
    }

    private static void requireOneOf(String field, String value, List<String> known) {
        if (!value.isEmpty() && !known.contains(value)) {
            throw new Problem.Invalid(field, "'" + value + "' (expected: one of " + String.join(", ", known) + ")")
                    .raise();
        }
    }

    private static void requireLength(String field, String text, int min) {
        if (text.length() < min || text.codePointCount(0, text.length()) > MAX_NAME) {
            throw new Problem.Invalid(field, text.length() + " characters (expected: " + min + " to " + MAX_NAME + ")")
                    .raise();
        }
    }

    private static void requireNotNegative(String field, int value) {
        if (value < 0) {
            throw new Problem.Invalid(field, value + " (expected: 0 or more)").raise();
        }
    }
}
