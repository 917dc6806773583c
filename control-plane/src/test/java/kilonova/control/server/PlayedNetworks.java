package kilonova.control.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.network.NetworkInfo;
import kilonova.control.network.Networks;
import kilonova.control.network.Port;
import kilonova.control.network.PortRequest;
import kilonova.control.network.PortRoom;
import kilonova.kernel.Problem;

/** A network service with one network, whose calls trouble may strike. */
final class PlayedNetworks implements Networks {
    static final String NET = "00000000-0000-4000-8000-00000000000b";

    private final Map<String, Port> ports = new LinkedHashMap<>();
    private final Trouble trouble;
    private int awayFor;
    private Runnable meanwhile = () -> {};

    PlayedNetworks(Trouble trouble) {
        this.trouble = trouble;
    }

    /** The next so many calls that change something fail. */
    void away(int calls) {
        awayFor = calls;
    }

    /** Something happens while the next port is made. */
    void duringTheNextPort(Runnable happening) {
        meanwhile = happening;
    }

    Map<String, Port> all() {
        return ports;
    }

    @Override
    public List<NetworkInfo> networks(Principal who) {
        return List.of(new NetworkInfo(NET, "private", "", true, false, true));
    }

    @Override
    public NetworkInfo network(Principal who, String id) {
        if (id.equals(NET)) {
            return networks(who).getFirst();
        }
        throw new Problem.NotFound("network", id).raise();
    }

    @Override
    public Port port(Principal who, String id) {
        if (ports.get(id) instanceof Port port) {
            return port;
        }
        throw new Problem.NotFound("port", id).raise();
    }

    @Override
    public String securityGroup(Principal who, String nameOrId) {
        if (nameOrId.equals("default")) {
            return "sg";
        }
        throw new Problem.NotFound("security_group", nameOrId).raise();
    }

    @Override
    public void requireFree(Principal who, String networkId, String address) {
        network(who, networkId);
    }

    @Override
    public PortRoom portRoom(ProjectId project) {
        return PortRoom.UNBOUNDED;
    }

    @Override
    public Port ensurePort(PortRequest request) {
        Runnable now = meanwhile;
        meanwhile = () -> {};
        now.run();
        return troubled(() -> ports.compute(
                request.portId(),
                (id, port) -> new Port(
                        id,
                        request.networkId(),
                        "private",
                        request.project().value(),
                        "fa:16:3e:00:00:01",
                        port == null ? List.of("10.0.0." + (ports.size() + 2)) : port.addresses(),
                        List.of(),
                        request.serverId(),
                        request.host(),
                        1500,
                        List.of())));
    }

    @Override
    public List<Port> ports(String serverId) {
        return ports.values().stream()
                .filter(port -> port.deviceId().equals(serverId))
                .toList();
    }

    @Override
    public List<String> boundServers(String after, int limit) {
        return ports.values().stream()
                .map(Port::deviceId)
                .filter(id -> id.compareTo(after) > 0)
                .sorted()
                .distinct()
                .limit(limit)
                .toList();
    }

    @Override
    public void releasePorts(String serverId) {
        troubled(() -> ports.values().removeIf(port -> port.deviceId().equals(serverId)));
    }

    private <T> T troubled(Supplier<T> call) {
        if (awayFor > 0) {
            awayFor--;
            throw away();
        }
        Optional<Trouble.Kind> strikes = trouble.at(Trouble.Place.CALL);
        if (strikes.equals(Optional.of(Trouble.Kind.CALL_REFUSED))) {
            throw new Problem.Invalid("networks", "no address is left").raise();
        }
        if (strikes.equals(Optional.of(Trouble.Kind.CALL_AWAY))) {
            throw away();
        }
        T answer = call.get();
        if (strikes.equals(Optional.of(Trouble.Kind.CALL_TWICE))) {
            return call.get();
        }
        if (strikes.equals(Optional.of(Trouble.Kind.CALL_UNHEARD))) {
            throw away();
        }
        return answer;
    }

    private static RuntimeException away() {
        return new Problem.Unavailable("the network service is away", Duration.ofSeconds(1)).raise();
    }
}
