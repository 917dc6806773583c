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
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Which ports a server is to have: those that were named, or one on the network that was meant. */
final class WantedPorts {
    private final Env env;
    private final Networks networks;

    WantedPorts(Env env, Networks networks) {
        this.env = env;
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
        NetworkInfo network;
        try {
            network = networks.network(who, request.getNetworkId());
        } catch (kilonova.kernel.ProblemException missing) {
            throw Named.field(missing, "networks", "Network " + request.getNetworkId() + " could not be found.");
        }
        if (!network.usable()) {
            throw new Problem.Invalid(
                            "networks", "Network " + network.id() + " requires a subnet in order to boot instances on.")
                    .raise();
        }
        Optional<String> fixed = request.getFixedIp().isEmpty() ? Optional.empty() : Optional.of(request.getFixedIp());
        return onNetwork(network.id(), fixed, request.getTag());
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
