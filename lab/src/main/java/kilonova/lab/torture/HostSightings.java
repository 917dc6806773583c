package kilonova.lab.torture;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kilonova.client.KilonovaClient;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.ListHostsRequest;

/** Sees as an administrator does which hosts are up, past every cable, at whichever replica answers. */
final class HostSightings implements AutoCloseable {
    private static final Duration CALL = Duration.ofSeconds(2);
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final List<KilonovaClient> admins;

    /** @param admins one for each replica; taken over */
    HostSightings(List<KilonovaClient> admins) {
        this.admins = List.copyOf(admins);
    }

    static HostSightings of(TorturedCloud cloud) throws IOException {
        var admins = new ArrayList<KilonovaClient>();
        for (ReplicaProcess replica : cloud.replicas()) {
            admins.add(Administrator.at(cloud, replica).client());
        }
        return new HostSightings(admins);
    }

    /** Waits for every host of a cloud that was started a moment ago. */
    void require(TorturedCloud cloud) {
        cloud.hosts().forEach((folder, hosts) -> {
            if (until(true, hosts, START).isEmpty()) {
                throw new TortureFailure(hosts + " did not come up; logs are in " + cloud.folder());
            }
        });
    }

    /** By name, whether it is up; empty when nobody answers. */
    Map<String, Boolean> now() {
        for (KilonovaClient admin : admins) {
            try {
                var up = new HashMap<String, Boolean>();
                for (Host host : admin.with(HostServiceGrpc::newBlockingStub)
                        .withDeadlineAfter(CALL.toMillis(), TimeUnit.MILLISECONDS)
                        .listHosts(ListHostsRequest.getDefaultInstance())
                        .getHostsList()) {
                    up.put(host.getName(), host.getUp());
                }
                return up;
            } catch (StatusRuntimeException away) {
                // The next one may know.
            }
        }
        return Map.of();
    }

    /** Those of these that are not seen to be up. */
    List<String> down(List<String> hosts) {
        Map<String, Boolean> now = now();
        return hosts.stream()
                .filter(host -> !Optional.of(true).equals(Optional.ofNullable(now.get(host))))
                .toList();
    }

    /** How long until all of these are seen in that condition; empty when that takes longer. */
    Optional<Duration> until(boolean up, List<String> hosts, Duration atMost) {
        long began = System.nanoTime();
        boolean seen = Waiting.until(atMost, LOOK_EVERY, () -> {
            Map<String, Boolean> now = now();
            return hosts.stream().allMatch(host -> Optional.of(up).equals(Optional.ofNullable(now.get(host))));
        });
        return seen ? Optional.of(Duration.ofNanos(System.nanoTime() - began)) : Optional.empty();
    }

    @Override
    public void close() {
        admins.forEach(KilonovaClient::close);
    }
}
