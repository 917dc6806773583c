package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud that cannot start. */
final class CloudStartTest {
    @TempDir
    Path directory = Path.of(".");

    @Test
    void nothingRunsOnWhenTheFilesForClientsCannotBeWritten() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        var settings = CloudSettings.of(directory, StartChoices.of(HypervisorChoice.FAKE, Optional.empty()))
                .on(Ports.free(loopback));
        settings.seat().prepare();
        DataDirectory.take(settings.seat().own()).close();
        Path inTheWay = new ClientFiles(directory).cloudsYaml();
        Files.createDirectories(inTheWay.resolve("occupied"));

        assertThatThrownBy(() -> Cloud.start(settings)).isInstanceOf(IOException.class);
        assertThat(settings.ports().taken(loopback)).isEmpty();

        Files.delete(inTheWay.resolve("occupied"));
        Files.delete(inTheWay);
        Cloud.start(settings).close();
    }

    @Test
    void nothingIsLeftOfAStartOnPortsThatSomeoneElseHas() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        Path data = directory.resolve("data");
        try (var other = new ServerSocket(0, 1, loopback)) {
            var ports = new EnumMap<>(Ports.free(loopback).of());
            ports.put(Service.COMPUTE, other.getLocalPort());
            var settings = CloudSettings.of(data, StartChoices.of(HypervisorChoice.FAKE, Optional.empty()))
                    .on(new Ports(ports));

            assertThatThrownBy(() -> Cloud.start(settings))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("taken by another program")
                    .hasMessageContaining(other.getLocalPort() + " (compute)");
            assertThat(data).doesNotExist();
        }
    }
}
