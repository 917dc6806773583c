package kilonova.distribution.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What this machine has, and what it lacks, to run guests and to build their image. */
final class Machine {
    private static final List<Path> PATH = Stream.of(
                    "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
            .map(Path::of)
            .toList();

    /** A program each package is known by, for what runs guests. */
    private static final Map<String, String> FOR_GUESTS = Map.of(
            "qemu-system-x86_64", "qemu-system-x86",
            "qemu-img", "qemu-utils",
            "libvirtd", "libvirt-daemon-system",
            "virtlogd", "libvirt-daemon-system");

    /** Likewise for what builds the guest image. */
    private static final Map<String, String> FOR_IMAGE = Map.of(
            "depmod", "kmod",
            "cpio", "cpio",
            "sfdisk", "fdisk",
            "mkfs.vfat", "dosfstools",
            "mcopy", "mtools",
            "mkfs.ext4", "e2fsprogs",
            "qemu-img", "qemu-utils",
            "openssl", "openssl",
            "xz", "xz-utils",
            "zstd", "zstd");

    private final List<Path> path;

    Machine() {
        this(PATH);
    }

    Machine(List<Path> path) {
        this.path = List.copyOf(path);
    }

    /** Packages that would let it run guests; empty when it can. */
    List<String> missingForGuests() {
        return missing(FOR_GUESTS);
    }

    /** Packages that would let it build the guest image; empty when it can. */
    List<String> missingForImage() {
        return missing(FOR_IMAGE);
    }

    /** Debian, Ubuntu or kin: where packages are installed by apt-get. */
    boolean hasApt() {
        return has("apt-get") && has("dpkg-deb");
    }

    boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private List<String> missing(Map<String, String> programs) {
        var packages = new ArrayList<String>();
        programs.forEach((program, name) -> {
            if (!has(program)) {
                packages.add(name);
            }
        });
        return packages.stream().distinct().sorted().toList();
    }

    private boolean has(String program) {
        return path.stream().anyMatch(directory -> Files.isExecutable(directory.resolve(program)));
    }

    static List<String> union(List<String> some, List<String> others) {
        return Stream.of(Set.copyOf(some), Set.copyOf(others))
                .flatMap(Set::stream)
                .distinct()
                .sorted()
                .toList();
    }
}
