package kilonova.distribution;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import kilonova.kernel.Listening;
import picocli.CommandLine.Command;

/** Starts a cloud on free ports in a directory of its own, uses it a little, and ends: the ahead-of-time cache learns from it. */
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("kilonova-train");
        InetAddress loopback = InetAddress.getLoopbackAddress();
        var settings = new CloudSettings(
                Seat.first(directory.resolve("data")),
                HypervisorChoice.FAKE,
                1,
                Optional.empty(),
                Listening.on(loopback),
                Ports.free(loopback));
        try (var cloud = Cloud.start(settings)) {
            Announcement.lines(settings.dataDir(), cloud.run()).forEach(System.out::println);
            try (AdminDesk desk = AdminDesk.of(settings.dataDir(), cloud.run())) {
                System.out.println(
                        desk.hosts().size() + " hosts, " + desk.servers().size() + " servers");
            }
        } finally {
            DownCommand.delete(directory);
        }
        return 0;
    }
}
