package kilonova.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import kilonova.kernel.Env;
import kilonova.node.journal.FileRecords;
import kilonova.node.libvirt.KvmProbe;
import kilonova.node.libvirt.LibvirtHost;
import kilonova.node.libvirt.LibvirtHypervisor;
import kilonova.node.libvirt.LibvirtSettings;
import kilonova.node.libvirt.StreamedImages;
import kilonova.node.session.NodeIdentity;
import kilonova.node.session.SessionSettings;
import kilonova.node.v1.ConfigDrive;
import kilonova.node.v1.GuestAction;
import kilonova.node.v1.GuestImage;
import kilonova.node.v1.GuestInterface;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.GuestPower;
import kilonova.node.v1.GuestSpec;
import kilonova.node.v1.WantedPower;
import kilonova.node.v1.Wish;
import org.junit.jupiter.api.Test;

/**
 * A real Linux under QEMU, from wish to login prompt and back. Needs an image: the path in {@code KILONOVA_GUEST_IMAGE}, a
 * qcow2 as the project's script builds it. Skipped without.
 */
class RealGuestTest {
    private static final Duration EMULATED = Duration.ofMinutes(5);
    private static final String SERVER = UUID.randomUUID().toString();
    private static final String IMAGE = UUID.randomUUID().toString();

    @Test
    void aLinuxBootsIsAdoptedByTheNextNodeShutsDownRebootsAndGoes() throws Exception {
        var image = image();
        var obstacle = LibvirtHost.obstacle();
        obstacle.ifPresent(why -> System.err.println("skipped, QEMU cannot be used here: " + why));
        assumeTrue(obstacle.isEmpty());
        var directory = Files.createTempDirectory("knr");
        var host = new LibvirtHost(directory.resolve("libvirt"));
        host.ensureRunning();
        try (var address = ControlOnAddress.start()) {
            var control = address.control();
            control.image(IMAGE, image);
            var wish = wish(hostId(directory), image);
            try (var node = start(directory, host, address)) {
                boot(control, wish);
                assertThat(node.connected()).isTrue();
            }
            try (var _ = start(directory, host, address)) {
                control.awaitInSnapshot(SERVER, EMULATED);
                assertThat(control.console(wish.getHostId(), SERVER)).contains("login:");
                stopStartAndReboot(control, wish);
                delete(control, wish);
            }
        } finally {
            host.stop();
            delete(directory);
        }
    }

    private static ComputeNode start(Path directory, LibvirtHost host, ControlOnAddress address) {
        var hypervisor = LibvirtHypervisor.open(
                new LibvirtSettings("host", host.uri(), new KvmProbe().probe().virt(), directory, "127.0.0.1"),
                new StreamedImages(address.channel()));
        return ComputeNode.start(
                directory, SessionSettings.standard("test"), Env.real(), address.channel(), List.of(hypervisor));
    }

    private static String hostId(Path directory) {
        try (var records = FileRecords.open(directory.resolve("identity"))) {
            return new NodeIdentity(records, Env.real().ids()).hostId("host");
        }
    }

    private static void boot(WatchfulControl control, Wish wish) throws Exception {
        control.hello();
        control.state(wish);
        await(control, GuestPower.GUEST_POWER_RUNNING, 1);
        assertThat(control.fetched()).containsExactly(IMAGE);
        awaitLogin(control, wish.getHostId());
        assertThat(control.console(wish.getHostId(), SERVER))
                .contains("config drive")
                .contains("realguest login:");
    }

    private static void stopStartAndReboot(WatchfulControl control, Wish wish) throws Exception {
        control.state(wish.toBuilder()
                .setGeneration(2)
                .setPower(WantedPower.WANTED_POWER_SHUT_OFF)
                .build());
        await(control, GuestPower.GUEST_POWER_SHUT_OFF, 2);
        control.state(wish.toBuilder().setGeneration(3).build());
        await(control, GuestPower.GUEST_POWER_RUNNING, 3);
        control.state(wish.toBuilder()
                .setGeneration(4)
                .addActions(GuestAction.newBuilder()
                        .setId("op")
                        .setReboot(GuestAction.Reboot.newBuilder().setHard(true)))
                .build());
        var rebooted = await(control, GuestPower.GUEST_POWER_RUNNING, 4);
        assertThat(rebooted.getActions(0).getError()).isEmpty();
        awaitLogin(control, wish.getHostId());
    }

    private static void delete(WatchfulControl control, Wish wish) throws Exception {
        control.state(wish.toBuilder()
                .setGeneration(5)
                .setPower(WantedPower.WANTED_POWER_ABSENT)
                .build());
        await(control, GuestPower.GUEST_POWER_ABSENT, 5);
    }

    private static GuestObservation await(WatchfulControl control, GuestPower power, long generation)
            throws InterruptedException {
        return control.await(SERVER, EMULATED, guest -> {
            assertThat(guest.hasFault()).as(guest.toString()).isFalse();
            return guest.getPower() == power && guest.getGeneration() == generation;
        });
    }

    /** A console cannot be waited for: it is asked for again and again. */
    private static void awaitLogin(WatchfulControl control, String hostId) throws Exception {
        long deadline = System.nanoTime() + EMULATED.toNanos();
        while (!control.console(hostId, SERVER).contains("login:")) {
            assertThat(System.nanoTime()).as(control.console(hostId, SERVER)).isLessThan(deadline);
            Thread.sleep(500);
        }
    }

    private static Wish wish(String hostId, Path image) throws Exception {
        var hash = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(image));
        return Wish.newBuilder()
                .setServerId(SERVER)
                .setHostId(hostId)
                .setGeneration(1)
                .setEpoch(1)
                .setPower(WantedPower.WANTED_POWER_RUNNING)
                .setSpec(GuestSpec.newBuilder()
                        .setName("instance-00000001")
                        .setHostname("realguest")
                        .setVcpus(1)
                        .setMemoryMb(256)
                        .setDiskGb(1)
                        .setEphemeralGb(1)
                        .setSwapMb(64)
                        .setShutdownTimeoutSeconds(60)
                        .addInterfaces(GuestInterface.newBuilder().setMacAddress("fa:16:3e:00:00:01"))
                        .setConfigDrive(ConfigDrive.newBuilder()
                                .putFiles(
                                        "openstack/latest/meta_data.json",
                                        ByteString.copyFromUtf8("{\"uuid\": \"" + SERVER
                                                + "\", \"hostname\": \"realguest\", \"name\": \"realguest\"}"))
                                .putFiles(
                                        "openstack/latest/user_data",
                                        ByteString.copyFromUtf8(
                                                "#!/bin/sh\necho read from the config drive > /dev/console\n")))
                        .setImage(GuestImage.newBuilder()
                                .setId(IMAGE)
                                .setDiskFormat("qcow2")
                                .setSizeBytes(Files.size(image))
                                .setHashAlgorithm("sha512")
                                .setHash(HexFormat.of().formatHex(hash))))
                .build();
    }

    private static Path image() {
        var path = System.getenv().getOrDefault("KILONOVA_GUEST_IMAGE", "");
        if (path.isEmpty()) {
            System.err.println("skipped, KILONOVA_GUEST_IMAGE names no image");
        }
        assumeTrue(!path.isEmpty(), "KILONOVA_GUEST_IMAGE names no image");
        return Path.of(path);
    }

    private static void delete(Path root) throws IOException {
        try (var all = Files.walk(root)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
