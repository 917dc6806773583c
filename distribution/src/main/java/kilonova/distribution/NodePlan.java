package kilonova.distribution;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Everything that can be said of a compute node before it starts.
 *
 * @param root the data directory: what the node remembers and the guests' disks lie in it
 * @param hosts names of the hosts that it speaks for; libvirt runs one
 * @param fakeHosts names of those that a fake hypervisor plays
 * @param address where other machines reach the host
 */
record NodePlan(Path root, HypervisorChoice hypervisor, List<String> hosts, List<String> fakeHosts, String address) {
    static NodePlan inside(CloudSettings settings) {
        return new NodePlan(
                settings.dataDir(),
                settings.hypervisor(),
                List.of(LocalNode.hostName()),
                IntStream.rangeClosed(1, settings.fakeHosts())
                        .mapToObj(i -> "fake-" + i)
                        .toList(),
                "127.0.0.1");
    }

    /** The one host that libvirt runs; throws {@link CommandFailure} when there are others. */
    String onlyHost() {
        if (hosts.size() != 1) {
            throw new CommandFailure("libvirt runs one host, and the bundle names " + hosts.size() + " ("
                    + String.join(", ", hosts) + "). Enroll a node for each.");
        }
        return hosts.getFirst();
    }
}
