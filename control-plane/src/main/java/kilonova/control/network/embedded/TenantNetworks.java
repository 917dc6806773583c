package kilonova.control.network.embedded;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.request.Once;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Networks. One public method per use case, one transaction each. */
final class TenantNetworks {
    static final int STANDARD_MTU = 1500;
    /** What a network is before anything is said of it. */
    static final Network.Facts PLAIN = new Network.Facts("", "", true, false, false, STANDARD_MTU, true);

    private static final String KIND = "network";

    private final Writes writes;
    private final Env env;
    private final NetworkRepository repository;
    private final SubnetRepository subnets;
    private final AddressRepository addresses;
    private final PortRepository ports;
    private final SecurityGroups groups;
    private final NetworkQuotas quotas;

    TenantNetworks(
            Writes writes,
            Env env,
            NetworkRepository repository,
            SubnetRepository subnets,
            AddressRepository addresses,
            PortRepository ports,
            SecurityGroups groups,
            NetworkQuotas quotas) {
        this.writes = writes;
        this.env = env;
        this.repository = repository;
        this.subnets = subnets;
        this.addresses = addresses;
        this.ports = ports;
        this.groups = groups;
        this.quotas = quotas;
    }

    /** A network to be made; the project is empty for the caller's. */
    record Wanted(String project, Network.Facts facts) {}

    /** A network with the subnets it has. */
    record Whole(Network network, List<String> subnetIds) {}

    Whole get(Principal who, String id) {
        return writes.read(tx -> {
            Network network = seen(who, repository.find(tx, id), id);
            return whole(tx, List.of(network)).getFirst();
        });
    }

    ListQuery.Page<Whole> list(Principal who, ListQuery query) {
        return writes.read(tx -> {
            var page = repository.page(tx, who, query);
            return page.said(whole(tx, page.rows()));
        });
    }

    <R extends Message> R create(Principal who, List<Wanted> wanted, Once<List<Whole>, R> once) {
        return writes.run(tx -> once.run(tx, () -> {
            var made = new ArrayList<Whole>();
            for (Wanted each : wanted) {
                ProjectId project = NetworkAccess.owner(who, each.project(), "create_network");
                requireSound(each.facts());
                NetworkAccess.requireSayable(who, PLAIN, each.facts(), "create_network");
                groups.ensureDefault(tx, project);
                quotas.charge(tx, project, QuotaResource.NETWORK_COUNT, 1);
                long now = env.nowMicros();
                var network = new Network(env.ids().next().toString(), project, each.facts(), now, now, 1);
                repository.insert(tx, network);
                made.add(new Whole(network, List.of()));
            }
            return made;
        }));
    }

    <R extends Message> R update(Principal who, String id, UnaryOperator<Network.Facts> change, Once<Whole, R> once) {
        return writes.run(tx -> once.run(tx, () -> {
            Network network = seen(who, repository.hold(tx, id), id);
            NetworkAccess.requireOwner(who, network.project(), "update_network");
            Network next = network.saying(change.apply(network.facts()), env.nowMicros());
            requireSound(next.facts());
            NetworkAccess.requireSayable(who, network.facts(), next.facts(), "update_network");
            repository.replace(tx, next);
            return whole(tx, List.of(next)).getFirst();
        }));
    }

    Empty delete(Principal who, String id, Once<Object, Empty> once) {
        return writes.run(tx -> once.run(tx, () -> {
            Network network = seen(who, repository.hold(tx, id), id);
            NetworkAccess.requireOwner(who, network.project(), "delete_network");
            if (ports.anyOn(tx, id)) {
                throw new Problem.InUse(KIND, id, "there are one or more ports still in use on the network").raise();
            }
            for (Subnet subnet : subnets.ofNetworks(tx, List.of(id))) {
                addresses.clear(tx, subnet.id());
                subnets.delete(tx, subnet);
            }
            repository.delete(tx, network);
            return id;
        }));
    }

    static Network seen(Principal who, Optional<Network> found, String id) {
        return found.filter(network -> NetworkAccess.sees(who, network))
                .orElseThrow(() -> new Problem.NotFound(KIND, id).raise());
    }

    private List<Whole> whole(Tx tx, List<Network> networks) {
        Map<String, List<String>> ids = new LinkedHashMap<>();
        subnets.ofNetworks(tx, networks.stream().map(Network::id).toList())
                .forEach(subnet -> ids.computeIfAbsent(subnet.networkId(), _ -> new ArrayList<>())
                        .add(subnet.id()));
        return networks.stream()
                .map(network -> new Whole(network, ids.getOrDefault(network.id(), List.of())))
                .toList();
    }

    private static void requireSound(Network.Facts facts) {
        Said.requireTexts(facts.name(), facts.description());
        if (facts.mtu() < 68 || facts.mtu() > 65_535) {
            throw Said.invalid("mtu", facts.mtu() + " (expected: 68 to 65535)");
        }
    }
}
