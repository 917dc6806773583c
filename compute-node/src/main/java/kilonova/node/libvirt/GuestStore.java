package kilonova.node.libvirt;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;
import kilonova.node.v1.GuestImage;
import kilonova.node.v1.GuestProgress;
import kilonova.node.v1.GuestSpec;
import org.jspecify.annotations.Nullable;

/** The files of every guest: made beside their place and moved there whole, moved away before they are deleted. */
final class GuestStore {
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;
    private static final Set<String> FORMATS = Set.of("raw", "qcow2");
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
    /** Server ids alone: what lies beside them is being made or deleted. */
    private static final Pattern SERVER_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Others may pass, not look around. */
    private static final FileAttribute<?> TRAVERSED =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));

    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final String BUILDING = ".building-";
    private static final String GOING = ".going-";

    private final Path instances;
    private final ImageCache images;
    private boolean swept;

    GuestStore(Path directory, ImageSource source) {
        this.instances = directory.resolve("instances");
        this.images = new ImageCache(directory.resolve("images"), source);
    }

    GuestFiles files(String serverId) {
        if (!SERVER_ID.matcher(serverId).matches()) {
            throw new GuestTrouble(FaultReason.UNSUPPORTED, serverId + ": not a server id");
        }
        return new GuestFiles(instances.resolve(serverId));
    }

    List<String> serverIds() throws IOException {
        if (!Files.isDirectory(instances)) {
            return List.of();
        }
        sweepOnce();
        var found = new ArrayList<String>();
        try (var entries = Files.newDirectoryStream(instances)) {
            for (var entry : entries) {
                var name = entry.getFileName().toString();
                if (SERVER_ID.matcher(name).matches()) {
                    found.add(name);
                }
            }
        }
        found.sort(String::compareTo);
        return found;
    }

    /** Whether the guests' files can be read and written past the host's page cache: not where they are in memory. */
    boolean direct() throws IOException {
        return !IN_MEMORY.contains(Files.getFileStore(instances).type());
    }

    /** What a process before this one left half made or half deleted. */
    private synchronized void sweepOnce() throws IOException {
        if (swept) {
            return;
        }
        swept = true;
        try (var entries = Files.newDirectoryStream(instances, "{" + BUILDING + "," + GOING + "}*")) {
            for (var entry : entries) {
                delete(entry);
            }
        }
    }

    /** The epoch that the files were made for; 0 when unknown. */
    long epoch(String serverId) throws IOException {
        var file = files(serverId).epoch();
        if (!Files.exists(file)) {
            return 0;
        }
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (NumberFormatException torn) {
            return 0;
        }
    }

    void make(String serverId, GuestSpec spec, long epoch, Consumer<GuestProgress> progress) throws IOException {
        var files = files(serverId);
        if (files.exist()) {
            return;
        }
        Files.createDirectories(instances, TRAVERSED);
        sweepOnce();
        var building = new GuestFiles(instances.resolve(BUILDING + serverId));
        delete(building.directory());
        Files.createDirectory(building.directory());
        try {
            if (spec.hasImage() && !images.holds(spec.getImage())) {
                progress.accept(GuestProgress.GUEST_PROGRESS_FETCHING_IMAGE);
            }
            makeRoot(spec, building, progress);
            makeOthers(spec, building);
            Files.writeString(building.epoch(), epoch + "\n", StandardCharsets.UTF_8);
            Files.move(building.directory(), files.directory(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(building.directory());
        }
    }

    void remove(String serverId) throws IOException {
        var going = instances.resolve(GOING + serverId);
        delete(going);
        if (files(serverId).exist()) {
            Files.move(files(serverId).directory(), going, StandardCopyOption.ATOMIC_MOVE);
            delete(going);
            images.prune(bases());
        }
    }

    private Set<String> bases() throws IOException {
        var bases = new HashSet<String>();
        for (var serverId : serverIds()) {
            var base = files(serverId).base();
            if (Files.exists(base)) {
                bases.add(Files.readString(base).strip());
            }
        }
        return bases;
    }

    private void makeRoot(GuestSpec spec, GuestFiles files, Consumer<GuestProgress> progress) throws IOException {
        long wanted = spec.getDiskGb() * GIB;
        if (!spec.hasImage()) {
            progress.accept(GuestProgress.GUEST_PROGRESS_MAKING_DISKS);
            blank(files.root(), Math.max(wanted, MIB));
            return;
        }
        var image = spec.getImage();
        if (!FORMATS.contains(image.getDiskFormat())) {
            throw unacceptable(image, "this node cannot run the disk format " + image.getDiskFormat());
        }
        var base = images.ensure(image);
        Files.writeString(files.base(), base.getFileName() + "\n");
        progress.accept(GuestProgress.GUEST_PROGRESS_MAKING_DISKS);
        long size = image.getDiskFormat().equals("raw")
                ? Files.size(base)
                : QemuImg.facts(base, image.getDiskFormat()).virtualBytes();
        if (wanted > 0 && size > wanted) {
            throw unacceptable(image, "it has " + size + " bytes, the flavor's disk " + wanted);
        }
        QemuImg.overlay(base, image.getDiskFormat(), files.root(), Math.max(wanted, size));
    }

    private static void makeOthers(GuestSpec spec, GuestFiles files) throws IOException {
        if (spec.getEphemeralGb() > 0) {
            blank(files.ephemeral(), spec.getEphemeralGb() * GIB);
            Tool.run(
                    "mkfs.ext4",
                    "-q",
                    "-F",
                    "-L",
                    "ephemeral0",
                    files.ephemeral().toString());
        }
        if (spec.getSwapMb() > 0) {
            blank(files.swap(), spec.getSwapMb() * MIB);
            Tool.run("mkswap", files.swap().toString());
        }
        if (spec.hasConfigDrive()) {
            Files.createFile(files.configDrive(), PRIVATE);
            Files.write(
                    files.configDrive(),
                    new Iso9660("config-2", spec.getConfigDrive().getFilesMap()).bytes());
        }
    }

    /** Takes no room until the guest writes. */
    private static void blank(Path file, long bytes) throws IOException {
        try (var disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(bytes);
        }
    }

    private static GuestTrouble unacceptable(GuestImage image, String why) {
        return new GuestTrouble(
                FaultReason.IMAGE_UNACCEPTABLE, "Image " + image.getId() + " is unacceptable: " + why + ".");
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException broken) throws IOException {
                if (broken != null) {
                    throw broken;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
