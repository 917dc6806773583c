package kilonova.control.image;

import java.util.Map;

/**
 * An image as compute needs it.
 *
 * @param status {@code active}, {@code queued}, {@code saving}, {@code deactivated}, …: only an active one can be booted
 * @param hash hex, by {@code hashAlgorithm} (sha512 for images of ours)
 * @param minDiskGb GiB the root disk must have
 * @param minMemoryMb MiB the flavor must have
 * @param virtualSizeBytes the size of the disk within, 0 while unknown
 */
public record Image(
        String id,
        String name,
        String owner,
        String status,
        String diskFormat,
        String containerFormat,
        long sizeBytes,
        long virtualSizeBytes,
        String hashAlgorithm,
        String hash,
        int minDiskGb,
        int minMemoryMb,
        Map<String, String> properties) {

    public Image {
        properties = Map.copyOf(properties);
    }

    public boolean active() {
        return status.equals("active");
    }
}
