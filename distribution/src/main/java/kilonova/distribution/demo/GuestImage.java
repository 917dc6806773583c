package kilonova.distribution.demo;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * The image that the demonstration boots.
 *
 * @param diskFormat as the image service names it
 */
record GuestImage(Path file, String diskFormat) {
    private static final long BLANK_BYTES = 1 << 20;

    /** Builds the small Linux image from Debian packages, unless it was built before. */
    static GuestImage built(Path script, Path directory) throws IOException, InterruptedException {
        Path image = directory.resolve("tiny-guest.qcow2");
        if (!Files.exists(image)) {
            Files.createDirectories(directory);
            Path fresh = directory.resolve("tiny-guest.qcow2.new");
            Program.run(
                    List.of(
                            "bash",
                            script.toString(),
                            "-o",
                            fresh.toString(),
                            "-d",
                            directory.resolve("debs").toString()),
                    Map.of());
            Files.move(fresh, image, StandardCopyOption.ATOMIC_MOVE);
        }
        return new GuestImage(image, "qcow2");
    }

    /** An empty disk: enough for a hypervisor that only pretends. */
    static GuestImage blank(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path image = directory.resolve("blank.raw");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BLANK_BYTES);
        }
        return new GuestImage(image, "raw");
    }
}
