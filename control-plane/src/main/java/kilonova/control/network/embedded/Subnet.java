package kilonova.control.network.embedded;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.ProjectId;

/** A subnet as the rows keep it. Times are microseconds since 1970, UTC. */
record Subnet(
        String id,
        String networkId,
        ProjectId project,
        IpBlock block,
        Facts facts,
        long createdAt,
        long updatedAt,
        long generation) {

    /** What is said of it, besides its block, which stays. */
    record Facts(
            String name,
            String description,
            Optional<IpAddress> gateway,
            boolean dhcp,
            List<String> nameservers,
            List<Route> routes,
            List<IpRange> pools) {
        Facts {
            nameservers = List.copyOf(nameservers);
            routes = List.copyOf(routes);
            pools = List.copyOf(pools);
        }
    }

    record Route(String destination, String nextHop) {}

    Subnet saying(Facts next, long now) {
        return new Subnet(id, networkId, project, block, next, createdAt, now, generation + 1);
    }
}
