package kilonova.control.network;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.ProjectId;

/**
 * A port that a server is to have on a host.
 *
 * @param portId the id of a port made before, or the id that the new one is to get: asking twice makes one port
 * @param existing the port was made before and outlives the server
 * @param securityGroups ids or names; empty means the project's {@code default}
 */
public record PortRequest(
        String portId,
        boolean existing,
        String networkId,
        Optional<String> fixedIp,
        List<String> securityGroups,
        String serverId,
        String serverHostname,
        ProjectId project,
        String zone,
        String host) {}
