package kilonova.node.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.GuestTrouble;
import kilonova.node.v1.ConfigDrive;
import kilonova.node.v1.GuestImage;
import kilonova.node.v1.GuestProgress;
import kilonova.node.v1.GuestSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestStoreTest {
    private static final String SERVER = "5e17e500-0000-4000-8000-000000000001";
    private static final long GIB = 1L << 30;

    private final Path directory;

    GuestStoreTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aGuestWithoutAnImageGetsAnEmptyDiskOfItsSize() throws IOException {
        var store = store(0);
        store.make(SERVER, GuestSpec.newBuilder().setDiskGb(2).build(), 7, progress -> {});
        assertThat(Files.size(store.files(SERVER).root())).isEqualTo(2 * GIB);
        assertThat(store.epoch(SERVER)).isEqualTo(7);
        assertThat(store.serverIds()).containsExactly(SERVER);
    }

    @Test
    void anImageLargerThanTheFlavorsDiskIsRefusedAndNothingIsLeft() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-img")), "qemu-img is not installed");
        var large = directory.resolve("large.qcow2");
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", large.toString(), Long.toString(GIB + 1));
        var store = new GuestStore(directory, (id, out) -> Files.copy(large, out));
        var spec = withImage(1).toBuilder();
        spec.getImageBuilder().setDiskFormat("qcow2");
        assertThatThrownBy(() -> store.make(SERVER, spec.build(), 1, progress -> {}))
                .isInstanceOfSatisfying(GuestTrouble.class, trouble -> assertThat(trouble.reason())
                        .isEqualTo(FaultReason.IMAGE_UNACCEPTABLE));
        assertThat(directory.resolve("instances")).isEmptyDirectory();
    }

    @Test
    void aFormatThatCannotRunIsRefusedBeforeItIsFetched() {
        var spec = withImage(1).toBuilder();
        spec.getImageBuilder().setDiskFormat("vmdk");
        var store = new GuestStore(directory, new NoImages());
        assertThatThrownBy(() -> store.make(SERVER, spec.build(), 1, progress -> {}))
                .isInstanceOfSatisfying(GuestTrouble.class, trouble -> assertThat(trouble.reason())
                        .isEqualTo(FaultReason.IMAGE_UNACCEPTABLE));
    }

    @Test
    void aGuestsDiskIsAnOverlayAsLargeAsItsFlavorSays() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-img")), "qemu-img is not installed");
        var store = store(GIB / 1024);
        var heard = new ArrayList<GuestProgress>();
        store.make(SERVER, withImage(1), 1, heard::add);
        assertThat(QemuImg.facts(store.files(SERVER).root(), "qcow2").virtualBytes())
                .isEqualTo(GIB);
        assertThat(heard)
                .containsExactly(
                        GuestProgress.GUEST_PROGRESS_FETCHING_IMAGE, GuestProgress.GUEST_PROGRESS_MAKING_DISKS);
    }

    @Test
    void anImageThatPointsAtAFileOfTheHostIsRefused() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-img")), "qemu-img is not installed");
        var trap = directory.resolve("trap.qcow2");
        QemuImg.overlay(Files.write(directory.resolve("secret"), new byte[1 << 20]), "raw", trap, 1 << 20);
        var store = new GuestStore(directory, (id, out) -> Files.copy(trap, out));
        var spec = withImage(1).toBuilder();
        spec.getImageBuilder().setDiskFormat("qcow2").clearSizeBytes();
        assertThatThrownBy(() -> store.make(SERVER, spec.build(), 1, progress -> {}))
                .hasMessageContaining("refers to another file");
    }

    @Test
    void theConfigDriveLiesBesideTheDisks() throws IOException {
        var store = store(0);
        var spec = GuestSpec.newBuilder()
                .setConfigDrive(ConfigDrive.newBuilder().putFiles("a", ByteString.copyFromUtf8("b")))
                .build();
        store.make(SERVER, spec, 1, progress -> {});
        assertThat(Files.size(store.files(SERVER).configDrive())).isPositive();
    }

    @Test
    void disksThatAreThereAreLeftAlone() throws IOException {
        var store = store(0);
        var spec = GuestSpec.newBuilder().setDiskGb(1).build();
        store.make(SERVER, spec, 1, progress -> {});
        Files.writeString(store.files(SERVER).console(), "written");
        store.make(SERVER, spec, 2, progress -> {});
        assertThat(store.files(SERVER).console()).hasContent("written");
    }

    @Test
    void aRemovedGuestLeavesNothing() throws IOException {
        var store = store(0);
        store.make(SERVER, GuestSpec.newBuilder().setDiskGb(1).build(), 1, progress -> {});
        store.remove(SERVER);
        store.remove(SERVER);
        assertThat(directory.resolve("instances")).isEmptyDirectory();
    }

    @Test
    void whatAProcessBeforeLeftHalfMadeIsSweptAway() throws IOException {
        var half = Files.createDirectories(directory.resolve("instances").resolve(".building-" + SERVER));
        Files.writeString(half.resolve("disk"), "half");
        assertThat(store(0).serverIds()).isEmpty();
        assertThat(half).doesNotExist();
    }

    @Test
    void aServerIdIsNeverAPath() {
        assertThatThrownBy(() -> store(0).files("../../etc")).isInstanceOf(GuestTrouble.class);
    }

    /** With one raw image of that size. */
    private GuestStore store(long imageBytes) {
        return new GuestStore(directory, (id, out) -> {
            var zeros = new byte[1 << 20];
            for (long left = imageBytes; left > 0; left -= zeros.length) {
                out.write(zeros, 0, (int) Math.min(left, zeros.length));
            }
        });
    }

    private static GuestSpec withImage(long diskGb) {
        return GuestSpec.newBuilder()
                .setDiskGb(diskGb)
                .setImage(GuestImage.newBuilder().setId("image").setDiskFormat("raw"))
                .build();
    }
}
