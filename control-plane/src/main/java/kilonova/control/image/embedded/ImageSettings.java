package kilonova.control.image.embedded;

import java.nio.file.Path;

/**
 * Where the bytes of images lie, and how many of them one image may have.
 *
 * @param directory of the processes that share the database, and of nobody else; made when it is not there
 * @param maxImageBytes the largest image
 */
public record ImageSettings(Path directory, long maxImageBytes) {
    /** One TiB, as Glance has it. */
    public static final long MAX_IMAGE_BYTES = 1L << 40;

    public static ImageSettings in(Path directory) {
        return new ImageSettings(directory, MAX_IMAGE_BYTES);
    }
}
