package kilonova.node.libvirt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the files of one guest lie. */
record GuestFiles(Path directory) {

    Path root() {
        return directory.resolve("disk");
    }

    Path ephemeral() {
        return directory.resolve("disk.ephemeral");
    }

    Path swap() {
        return directory.resolve("disk.swap");
    }

    Path configDrive() {
        return directory.resolve("disk.config");
    }

    Path console() {
        return directory.resolve("console.log");
    }

    /** Holds the epoch that the disks were made for. */
    Path epoch() {
        return directory.resolve("epoch");
    }

    /** Holds the name of the image that the root disk is laid over. */
    Path base() {
        return directory.resolve("base");
    }

    boolean exist() {
        return Files.isDirectory(directory);
    }

    /** The disks that are there, in the order the guest sees them. */
    List<Path> disks() {
        var disks = new ArrayList<Path>();
        for (var each : List.of(root(), ephemeral(), swap())) {
            if (Files.exists(each)) {
                disks.add(each);
            }
        }
        return disks;
    }
}
