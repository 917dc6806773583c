package kilonova.control.server;

import java.util.ArrayList;
import java.util.List;
import kilonova.control.network.Port;
import kilonova.control.network.PortRequest;

/** Pure. Ports as a server asks for them, and as it sees them. */
final class Ports {
    private Ports() {}

    static PortRequest request(Server server, ServerDetails.PortWish port) {
        return new PortRequest(
                port.portId(),
                port.existing(),
                port.networkId(),
                port.fixedIp(),
                server.details().securityGroups(),
                server.id().toString(),
                server.details().hostname(),
                server.project(),
                server.place().zone(),
                server.place().hostName().orElse(""));
    }

    static List<Interface> interfaces(Server server, List<Port> ports) {
        var interfaces = new ArrayList<Interface>(ports.size());
        for (int i = 0; i < ports.size(); i++) {
            Port port = ports.get(i);
            interfaces.add(new Interface(
                    port.id(),
                    port.networkId(),
                    port.networkName(),
                    port.macAddress(),
                    port.addresses(),
                    port.floating(),
                    port.mtu(),
                    server.details().ports().get(i).tag()));
        }
        return interfaces;
    }
}
