package kilonova.control.network;

import java.util.List;

/**
 * A port as compute needs it.
 *
 * @param addresses fixed addresses, in the order of the port
 * @param floating floating addresses that lead to it
 * @param deviceId the server it is bound to, empty while free
 * @param host the host it is bound to, empty while unbound
 */
public record Port(
        String id,
        String networkId,
        String networkName,
        String projectId,
        String macAddress,
        List<String> addresses,
        List<String> floating,
        String deviceId,
        String host,
        int mtu,
        List<String> securityGroups) {

    public Port {
        addresses = List.copyOf(addresses);
        floating = List.copyOf(floating);
        securityGroups = List.copyOf(securityGroups);
    }
}
