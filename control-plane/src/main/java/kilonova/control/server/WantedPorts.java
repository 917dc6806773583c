package kilonova.control.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.NetworkRequest;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.identity.Principal;
import kilonova.control.network.NetworkInfo;
import kilonova.control.network.Networks;
import kilonova.control.network.Port;
import kilonova.control.network.PortRoom;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Which ports a server is to have: those that were named, or one on the network that was meant. */
final class WantedPorts {
    private final Env env;
    private final Policy policy;
    private final Networks networks;

    WantedPorts(Env env, Policy policy, Networks networks) {
        this.env = env;
        this.policy = policy;
        this.networks = networks;
    }

    List<ServerDetails.PortWish> of(Principal who, ServerSpec spec) {
        return switch (spec.getNetworkChoice()) {
            case NETWORK_CHOICE_NONE -> List.of();
            case NETWORK_CHOICE_LISTED -> {
                var ports = new ArrayList<ServerDetails.PortWish>();
                for (NetworkRequest request : spec.getNetworksList()) {
                    ports.add(port(who, request));
                }
                yield ports;
            }
            case NETWORK_CHOICE_AUTO -> {
                List<NetworkInfo> usable = usable(who);
                if (usable.isEmpty()) {
                    throw new Problem.Invalid(
                                    "networks",
                                    "Unable to automatically allocate a network for project "
                                            + who.projectOrNone().value())
                            .raise();
                }
                yield List.of(onNetwork(usable.getFirst().id(), Optional.empty(), ""));
            }
            case NETWORK_CHOICE_UNSPECIFIED, UNRECOGNIZED -> {
                List<NetworkInfo> usable = usable(who);
                if (usable.size() > 1) {
                    throw new Problem.Invalid(
                                    "networks",
                                    "Multiple possible networks found, use a Network ID to be more specific.")
                            .raise();
                }
                yield usable.stream()
                        .map(network -> onNetwork(network.id(), Optional.empty(), ""))
                        .toList();
            }
        };
    }

    /**
     * How many servers with such ports the project's quota of ports lets be made.
     *
     * @param min no fewer will do
     * @throws kilonova.kernel.ProblemException QuotaExceeded when not even those can be
     */
    int affordable(Principal who, List<ServerDetails.PortWish> ports, int min, int max) {
        long each = ports.stream().filter(port -> !port.existing()).count();
        if (each == 0) {
            return max;
        }
        PortRoom room = networks.portRoom(who.projectOrNone());
        long fit = room.left() / each;
        if (fit < min) {
            throw new Problem.QuotaExceeded("ports", each * min, room.used(), room.limit()).raise();
        }
        return (int) Math.min(fit, max);
    }

    /** The same again: a server of a batch has ports of its own. */
    List<ServerDetails.PortWish> again(List<ServerDetails.PortWish> ports) {
        return ports.stream()
                .map(port -> onNetwork(port.networkId(), port.fixedIp(), port.tag()))
                .toList();
    }

    List<String> securityGroups(Principal who, ServerSpec spec) {
        for (String group : spec.getSecurityGroupsList()) {
            try {
                networks.securityGroup(who, group);
            } catch (kilonova.kernel.ProblemException missing) {
                throw Named.field(
                        missing,
                        "security_groups",
                        "Security group " + group + " not found for project "
                                + who.projectOrNone().value() + ".");
            }
        }
        return spec.getSecurityGroupsCount() == 0 ? List.of("default") : spec.getSecurityGroupsList();
    }

    private ServerDetails.PortWish port(Principal who, NetworkRequest request) {
        if (!request.getPortId().isEmpty()) {
            Port port;
            try {
                port = networks.port(who, request.getPortId());
            } catch (kilonova.kernel.ProblemException missing) {
                throw Named.field(missing, "networks", "Port id " + request.getPortId() + " could not be found.");
            }
            if (!port.deviceId().isEmpty()) {
                throw new Problem.InUse("port", port.id(), port.deviceId()).raise();
            }
            return new ServerDetails.PortWish(port.id(), true, port.networkId(), Optional.empty(), request.getTag());
        }
        NetworkInfo network = network(who, request.getNetworkId());
        if (!network.usable()) {
            throw new Problem.Invalid(
                            "networks", "Network " + network.id() + " requires a subnet in order to boot instances on.")
                    .raise();
        }
        if (network.external() && !network.shared()) {
            policy.require(who, "network:attach_external_network", Target.own(who));
        }
        Optional<String> fixed = request.getFixedIp().isEmpty() ? Optional.empty() : Optional.of(request.getFixedIp());
        fixed.ifPresent(address -> networks.requireFree(who, network.id(), address));
        return onNetwork(network.id(), fixed, request.getTag());
    }

    private NetworkInfo network(Principal who, String id) {
        try {
            return networks.network(who, id);
        } catch (kilonova.kernel.ProblemException missing) {
            throw Named.field(missing, "networks", "Network " + id + " could not be found.");
        }
    }

    private ServerDetails.PortWish onNetwork(String networkId, Optional<String> fixedIp, String tag) {
        return new ServerDetails.PortWish(env.ids().next().toString(), false, networkId, fixedIp, tag);
    }

    private List<NetworkInfo> usable(Principal who) {
        return networks.networks(who).stream()
                .filter(network -> network.usable() && !network.external())
                .toList();
    }
}
