package kilonova.control.network.embedded;

import java.util.List;
import kilonova.control.identity.ProjectId;

/**
 * A port as the rows keep it. Times are microseconds since 1970, UTC.
 *
 * @param forServer made by the build of its server, and gone with it
 */
record PortRow(
        String id,
        String networkId,
        ProjectId project,
        Facts facts,
        boolean forServer,
        List<HeldAddress> addresses,
        long createdAt,
        long updatedAt,
        long generation) {

    /** What is said of it, besides its addresses. Device, its owner and host are empty while there is none. */
    record Facts(
            String name,
            String description,
            boolean adminUp,
            String mac,
            String deviceId,
            String deviceOwner,
            String host,
            String vnicType,
            boolean portSecurity,
            List<String> groups) {
        Facts {
            groups = List.copyOf(groups);
        }

        Facts bound(String device, String owner, String toHost) {
            return new Facts(name, description, adminUp, mac, device, owner, toHost, vnicType, portSecurity, groups);
        }
    }

    PortRow {
        addresses = List.copyOf(addresses);
    }

    PortRow saying(Facts next, List<HeldAddress> held, long now) {
        return new PortRow(id, networkId, project, next, forServer, held, createdAt, now, generation + 1);
    }

    String status() {
        return facts.host().isEmpty() ? "DOWN" : "ACTIVE";
    }
}
