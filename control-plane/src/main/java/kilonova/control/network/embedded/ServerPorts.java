package kilonova.control.network.embedded;

import java.util.List;
import java.util.Optional;
import kilonova.control.network.Port;
import kilonova.control.network.PortRequest;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;

/** Ports as compute makes, binds and frees them. Every call may be repeated. */
final class ServerPorts {
    /** What every port of a server has for an owner; the zone follows. */
    private static final String OWNER = "compute:";

    private final Writes writes;
    private final Env env;
    private final NetworkRepository networks;
    private final PortRepository repository;
    private final PortMaking making;

    ServerPorts(Writes writes, Env env, NetworkRepository networks, PortRepository repository, PortMaking making) {
        this.writes = writes;
        this.env = env;
        this.networks = networks;
        this.repository = repository;
        this.making = making;
    }

    Port ensure(PortRequest request) {
        return writes.run(tx -> {
            Optional<PortRow> found = repository.find(tx, request.portId());
            String networkId = found.map(PortRow::networkId).orElse(request.networkId());
            if (found.isEmpty() && request.existing()) {
                throw new Problem.NotFound("port", request.portId()).raise();
            }
            Network network =
                    networks.hold(tx, networkId).orElseThrow(() -> new Problem.NotFound("network", networkId).raise());
            PortRow port = repository
                    .find(tx, request.portId())
                    .map(seen -> bind(tx, seen, request))
                    .orElseGet(() -> make(tx, network, request));
            return port(network, port);
        });
    }

    List<Port> of(String serverId) {
        return writes.read(tx -> repository.ofDevice(tx, serverId).stream()
                .map(port -> port(tx, port))
                .toList());
    }

    List<String> bound(String after, int limit) {
        return writes.read(tx -> repository.devices(tx, OWNER, after, limit));
    }

    Port port(Tx tx, PortRow port) {
        return networks.find(tx, port.networkId())
                .map(network -> port(network, port))
                .orElseThrow(() -> new Problem.NotFound("port", port.id()).raise());
    }

    void release(String serverId) {
        writes.run(tx -> {
            for (PortRow each : repository.ofDevice(tx, serverId)) {
                networks.hold(tx, each.networkId());
                repository
                        .find(tx, each.id())
                        .filter(port -> port.facts().deviceId().equals(serverId))
                        .ifPresent(port -> release(tx, port));
            }
            return serverId;
        });
    }

    private void release(Tx tx, PortRow port) {
        if (port.forServer()) {
            making.destroy(tx, port);
        } else {
            repository.replace(
                    tx, port, port.saying(port.facts().bound("", "", ""), port.addresses(), env.nowMicros()));
        }
    }

    private PortRow bind(Tx tx, PortRow port, PortRequest request) {
        String device = port.facts().deviceId();
        if (!device.isEmpty() && !device.equals(request.serverId())) {
            throw new Problem.InUse("port", port.id(), device).raise();
        }
        PortRow.Facts bound = port.facts().bound(request.serverId(), owner(request), request.host());
        if (bound.equals(port.facts())) {
            return port;
        }
        PortRow next = port.saying(bound, port.addresses(), env.nowMicros());
        repository.replace(tx, port, next);
        return next;
    }

    private PortRow make(Tx tx, Network network, PortRequest request) {
        var asks = request.fixedIp().map(text -> List.of(ask(text)));
        var facts = new PortRow.Facts(
                "",
                "",
                true,
                "",
                request.serverId(),
                owner(request),
                request.host(),
                "normal",
                network.facts().portSecurity(),
                List.of());
        var wanted = new PortMaking.Wanted(
                request.portId(),
                request.project(),
                facts,
                request.securityGroups().isEmpty() ? Optional.empty() : Optional.of(request.securityGroups()),
                asks,
                true);
        try {
            return making.make(tx, network, wanted);
        } catch (ProblemException refused) {
            throw ofServer(refused);
        }
    }

    /** Refuses an address that {@link #ensure} would refuse just now. */
    void requireFree(Tx tx, Network network, String address) {
        try {
            making.requireFree(tx, network, ask(address));
        } catch (ProblemException refused) {
            throw ofServer(refused);
        }
    }

    private static PortMaking.Ask ask(String address) {
        return new PortMaking.Ask(
                Optional.empty(),
                Optional.of(IpAddress.parse(address)
                        .orElseThrow(() -> Said.invalid("networks", "'" + address + "' is not an address"))));
    }

    /** In the words of the server's request. */
    private static RuntimeException ofServer(ProblemException refused) {
        return switch (refused.problem()) {
            case Problem.Invalid why when why.field().equals("fixed_ips") -> Said.invalid("networks", why.rule());
            case Problem.InUse taken
            when taken.kind().equals("ip_address") ->
                Said.invalid("networks", "Fixed IP address " + taken.id() + " is already in use.");
            case Problem other -> other.raise();
        };
    }

    private static String owner(PortRequest request) {
        return OWNER + (request.zone().isEmpty() ? "nova" : request.zone());
    }

    private static Port port(Network network, PortRow port) {
        PortRow.Facts facts = port.facts();
        return new Port(
                port.id(),
                network.id(),
                network.facts().name(),
                port.project().value(),
                facts.mac(),
                port.addresses().stream().map(each -> each.address().toString()).toList(),
                List.of(),
                facts.deviceId(),
                facts.host(),
                network.facts().mtu(),
                facts.groups());
    }
}
