package kilonova.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import kilonova.kernel.Env;
import kilonova.node.libvirt.LibvirtHost;
import kilonova.node.libvirt.LibvirtHypervisor;
import kilonova.node.libvirt.LibvirtSettings;
import kilonova.node.libvirt.StreamedImages;
import kilonova.node.session.SessionSettings;
import kilonova.node.v1.GuestImage;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.GuestPower;
import kilonova.node.v1.GuestSpec;
import kilonova.node.v1.WantedPower;
import kilonova.node.v1.Wish;
import org.junit.jupiter.api.Test;

/** What goes wrong on a real host ends in a fault that says why, and leaves nothing behind. */
class TroubleTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final String server = UUID.randomUUID().toString();

    @Test
    void everyTroubleEndsInAFaultThatSaysWhy() throws Exception {
        var obstacle = LibvirtHost.obstacle();
        obstacle.ifPresent(why -> System.err.println("skipped, QEMU cannot be used here: " + why));
        assumeTrue(obstacle.isEmpty());
        var directory = Files.createTempDirectory("knt");
        var host = new LibvirtHost(directory.resolve("libvirt"));
        host.ensureRunning();
        try (var address = ControlOnAddress.start()) {
            var hypervisor = LibvirtHypervisor.open(
                    new LibvirtSettings("host", host.uri(), LibvirtSettings.Virt.QEMU, directory, "127.0.0.1"),
                    new StreamedImages(address.channel()));
            try (var _ = ComputeNode.start(
                    directory, SessionSettings.standard("test"), Env.real(), address.channel(), List.of(hypervisor))) {
                imageGone(address.control());
                imageSpoilt(address.control(), directory);
                daemonsGone(address.control(), host);
                assertThat(hypervisor.guests()).isEmpty();
            }
        } finally {
            host.stop();
            delete(directory);
        }
    }

    private void imageGone(WatchfulControl control) throws InterruptedException {
        control.state(wish(control, 1, GuestImage.newBuilder().setId("gone").setDiskFormat("qcow2")));
        assertThat(failed(control, 1).getFault().getReason()).isEqualTo("ImageNotFound");
    }

    private void imageSpoilt(WatchfulControl control, Path directory) throws Exception {
        control.image("spoilt", Files.writeString(directory.resolve("spoilt"), "not what was promised"));
        control.state(wish(
                control,
                2,
                GuestImage.newBuilder()
                        .setId("spoilt")
                        .setDiskFormat("raw")
                        .setHashAlgorithm("md5")
                        .setHash("00000000000000000000000000000000")));
        assertThat(failed(control, 2).getFault().getReason()).isEqualTo("ImageUnacceptable");
    }

    private void daemonsGone(WatchfulControl control, LibvirtHost host) throws InterruptedException {
        host.stop();
        var wish = wish(control, 3, GuestImage.newBuilder()).toBuilder();
        wish.getSpecBuilder().clearImage();
        control.state(wish.build());
        var fault = failed(control, 3).getFault();
        assertThat(fault.getReason()).isEqualTo("HypervisorUnavailable");
        assertThat(fault.getRetriable()).isTrue();
        host.ensureRunning();
        control.state(
                wish.setGeneration(4).setPower(WantedPower.WANTED_POWER_ABSENT).build());
        control.await(
                server, LONG, guest -> guest.getGeneration() == 4 && guest.getPower() == GuestPower.GUEST_POWER_ABSENT);
    }

    private GuestObservation failed(WatchfulControl control, long generation) throws InterruptedException {
        return control.await(server, LONG, guest -> guest.getFailedGeneration() == generation);
    }

    private Wish wish(WatchfulControl control, long generation, GuestImage.Builder image) throws InterruptedException {
        return Wish.newBuilder()
                .setServerId(server)
                .setHostId(control.hello().getHosts(0).getHostId())
                .setGeneration(generation)
                .setEpoch(1)
                .setPower(WantedPower.WANTED_POWER_RUNNING)
                .setSpec(GuestSpec.newBuilder()
                        .setName("trouble")
                        .setMemoryMb(64)
                        .setDiskGb(1)
                        .setImage(image))
                .build();
    }

    private static void delete(Path root) throws IOException {
        try (var all = Files.walk(root)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
