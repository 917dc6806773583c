package kilonova.control.network.embedded;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.request.Once;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Ports as projects make them. One public method per use case, one transaction each. */
final class Ports {
    private static final String KIND = "port";
    private static final List<String> VNIC_TYPES = List.of(
            "normal", "direct", "macvtap", "baremetal", "direct-physical", "virtio-forwarder", "smart-nic", "vdpa");

    private final Writes writes;
    private final Env env;
    private final NetworkRepository networks;
    private final PortRepository repository;
    private final PortMaking making;
    private final SecurityGroups groups;

    Ports(
            Writes writes,
            Env env,
            NetworkRepository networks,
            PortRepository repository,
            PortMaking making,
            SecurityGroups groups) {
        this.writes = writes;
        this.env = env;
        this.networks = networks;
        this.repository = repository;
        this.making = making;
        this.groups = groups;
    }

    /** A port to be made; project is empty for the caller's, port security for the network's. */
    record Wanted(
            String project,
            String networkId,
            PortRow.Facts facts,
            Optional<Boolean> portSecurity,
            Optional<List<String>> groups,
            Optional<List<PortMaking.Ask>> asks) {}

    PortRow get(Principal who, String id) {
        return writes.read(tx -> seen(tx, who, id));
    }

    ListQuery.Page<PortRow> list(Principal who, ListQuery query) {
        return writes.read(tx -> repository.page(tx, who, query));
    }

    <R extends Message> R create(Principal who, List<Wanted> wanted, Once<List<PortRow>, R> once) {
        return writes.run(tx -> once.run(tx, () -> {
            var made = new ArrayList<PortRow>();
            for (Wanted each : wanted) {
                made.add(create(tx, who, each));
            }
            return made;
        }));
    }

    /** @param asks the addresses it is to have; empty leaves them */
    <R extends Message> R update(
            Principal who,
            String id,
            UnaryOperator<PortRow.Facts> change,
            Optional<List<PortMaking.Ask>> asks,
            Once<PortRow, R> once) {
        return writes.run(tx -> once.run(tx, () -> {
            Network network = network(tx, seen(tx, who, id));
            PortRow port = seen(tx, who, id);
            NetworkAccess.requireOwner(who, port.project(), "update_port");
            PortRow.Facts said = change.apply(port.facts());
            requireSound(said);
            NetworkAccess.requireSayable(who, network, port.facts(), said, choosesAddress(asks), "update_port");
            String mac =
                    said.mac().equals(port.facts().mac()) ? said.mac() : making.requireFreeMac(tx, network, said.mac());
            var next = new PortRow.Facts(
                    said.name(),
                    said.description(),
                    said.adminUp(),
                    mac,
                    said.deviceId(),
                    said.deviceOwner(),
                    said.host(),
                    said.vnicType(),
                    said.portSecurity(),
                    knownGroups(tx, port.project(), said));
            var held = asks.map(list -> making.move(tx, network, port, list)).orElse(port.addresses());
            PortRow saying = port.saying(next, held, env.nowMicros());
            repository.replace(tx, port, saying);
            return saying;
        }));
    }

    Empty delete(Principal who, String id, Once<Object, Empty> once) {
        return writes.run(tx -> once.run(tx, () -> {
            Network network = network(tx, seen(tx, who, id));
            PortRow port = seen(tx, who, id);
            if (!NetworkAccess.owns(who, network.project())) {
                NetworkAccess.requireOwner(who, port.project(), "delete_port");
            }
            NetworkAccess.requireWriter(who, "delete_port");
            making.destroy(tx, port);
            return id;
        }));
    }

    /** The port when the caller may see it: its own, or one on a network of its own. */
    PortRow seen(Tx tx, Principal who, String id) {
        return repository
                .find(tx, id)
                .filter(port -> NetworkAccess.owns(who, port.project())
                        || networks.find(tx, port.networkId())
                                .map(network -> NetworkAccess.owns(who, network.project()))
                                .orElse(false))
                .orElseThrow(() -> new Problem.NotFound(KIND, id).raise());
    }

    private PortRow create(Tx tx, Principal who, Wanted wanted) {
        ProjectId project = NetworkAccess.owner(who, wanted.project(), "create_port");
        Network network = TenantNetworks.seen(who, networks.hold(tx, wanted.networkId()), wanted.networkId());
        if (!NetworkAccess.owns(who, network.project()) && !network.facts().shared()) {
            throw new Problem.Forbidden("create_port").raise();
        }
        boolean security = wanted.portSecurity().orElse(network.facts().portSecurity());
        PortRow.Facts said = wanted.facts();
        var facts = new PortRow.Facts(
                said.name(),
                said.description(),
                said.adminUp(),
                said.mac(),
                said.deviceId(),
                said.deviceOwner(),
                said.host(),
                said.vnicType(),
                security,
                said.groups());
        requireSound(facts);
        if (!security && wanted.groups().filter(list -> !list.isEmpty()).isPresent()) {
            throw Said.invalid("security_groups", "a port without port security has none");
        }
        var plain = new PortRow.Facts(
                "", "", true, "", "", "", "", "", network.facts().portSecurity(), List.of());
        NetworkAccess.requireSayable(who, network, plain, facts, choosesAddress(wanted.asks()), "create_port");
        String id = env.ids().next().toString();
        return making.make(
                tx, network, new PortMaking.Wanted(id, project, facts, wanted.groups(), wanted.asks(), false));
    }

    private List<String> knownGroups(Tx tx, ProjectId project, PortRow.Facts said) {
        if (!said.portSecurity() && !said.groups().isEmpty()) {
            throw Said.invalid("security_groups", "a port without port security has none");
        }
        return groups.resolve(tx, project, said.groups());
    }

    private Network network(Tx tx, PortRow port) {
        return networks.hold(tx, port.networkId()).orElseThrow(() -> new Problem.NotFound(KIND, port.id()).raise());
    }

    private static boolean choosesAddress(Optional<List<PortMaking.Ask>> asks) {
        return asks.stream().flatMap(List::stream).anyMatch(ask -> ask.address().isPresent());
    }

    private static void requireSound(PortRow.Facts facts) {
        Said.requireTexts(facts.name(), facts.description());
        Said.requireText("device_id", facts.deviceId());
        Said.requireText("device_owner", facts.deviceOwner());
        Said.requireText("binding:host_id", facts.host());
        if (!VNIC_TYPES.contains(facts.vnicType())) {
            throw Said.invalid(
                    "binding:vnic_type",
                    "'" + facts.vnicType() + "' (expected: one of " + String.join(", ", VNIC_TYPES) + ")");
        }
    }
}
