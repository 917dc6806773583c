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

/** Subnets. One public method per use case, one transaction each. */
final class Subnets {
    private static final String KIND = "subnet";

    private final Writes writes;
    private final Env env;
    private final NetworkRepository networks;
    private final SubnetRepository repository;
    private final AddressRepository addresses;
    private final SecurityGroups groups;
    private final NetworkQuotas quotas;

    Subnets(
            Writes writes,
            Env env,
            NetworkRepository networks,
            SubnetRepository repository,
            AddressRepository addresses,
            SecurityGroups groups,
            NetworkQuotas quotas) {
        this.writes = writes;
        this.env = env;
        this.networks = networks;
        this.repository = repository;
        this.addresses = addresses;
        this.groups = groups;
        this.quotas = quotas;
    }

    /** A subnet to be made; the project is empty for the caller's. */
    record Wanted(String project, String networkId, IpBlock block, Subnet.Facts facts) {}

    Subnet get(Principal who, String id) {
        return writes.read(tx -> seen(tx, who, id));
    }

    ListQuery.Page<Subnet> list(Principal who, ListQuery query) {
        return writes.read(tx -> repository.page(tx, who, query));
    }

    <R extends Message> R create(Principal who, List<Wanted> wanted, Once<List<Subnet>, R> once) {
        return writes.run(tx -> once.run(tx, () -> {
            var made = new ArrayList<Subnet>();
            for (Wanted each : wanted) {
                made.add(create(tx, who, each));
            }
            return made;
        }));
    }

    <R extends Message> R update(Principal who, String id, UnaryOperator<Subnet.Facts> change, Once<Subnet, R> once) {
        return writes.run(tx -> once.run(tx, () -> {
            networks.hold(tx, seen(tx, who, id).networkId());
            Subnet subnet = seen(tx, who, id);
            NetworkAccess.requireOwner(who, subnet.project(), "update_subnet");
            Subnet next = subnet.saying(change.apply(subnet.facts()), env.nowMicros());
            SubnetPlan.requireSound(next.block(), next.facts());
            requireFree(tx, next, next.facts().gateway().filter(_ -> !next.facts()
                    .gateway()
                    .equals(subnet.facts().gateway())));
            repository.replace(tx, next);
            if (!next.facts().pools().equals(subnet.facts().pools())) {
                addresses.refill(tx, next);
            }
            return next;
        }));
    }

    Empty delete(Principal who, String id, Once<Object, Empty> once) {
        return writes.run(tx -> once.run(tx, () -> {
            networks.hold(tx, seen(tx, who, id).networkId());
            Subnet subnet = seen(tx, who, id);
            NetworkAccess.requireOwner(who, subnet.project(), "delete_subnet");
            if (addresses.anyHeldIn(tx, id)) {
                throw new Problem.InUse(KIND, id, "one or more ports have an IP allocation from this subnet").raise();
            }
            addresses.clear(tx, id);
            repository.delete(tx, subnet);
            return id;
        }));
    }

    private Subnet create(Tx tx, Principal who, Wanted wanted) {
        ProjectId project = NetworkAccess.owner(who, wanted.project(), "create_subnet");
        Network network = TenantNetworks.seen(who, networks.hold(tx, wanted.networkId()), wanted.networkId());
        NetworkAccess.requireOwner(who, network.project(), "create_subnet");
        SubnetPlan.requireSound(wanted.block(), wanted.facts());
        for (Subnet other : repository.ofNetworks(tx, List.of(network.id()))) {
            if (other.block().overlaps(wanted.block())) {
                throw Said.invalid(
                        "cidr",
                        "Requested subnet with cidr: " + wanted.block() + " for network: " + network.id()
                                + " overlaps with another subnet");
            }
        }
        groups.ensureDefault(tx, project);
        quotas.charge(tx, project, QuotaResource.SUBNET_COUNT, 1);
        long now = env.nowMicros();
        var subnet = new Subnet(
                env.ids().next().toString(), network.id(), project, wanted.block(), wanted.facts(), now, now, 1);
        repository.insert(tx, subnet);
        addresses.refill(tx, subnet);
        return subnet;
    }

    private void requireFree(Tx tx, Subnet subnet, Optional<IpAddress> gateway) {
        gateway.filter(address -> addresses.held(tx, subnet, address)).ifPresent(address -> {
            throw new Problem.InUse(KIND, subnet.id(), "a port has the address " + address).raise();
        });
    }

    private Subnet seen(Tx tx, Principal who, String id) {
        return repository
                .find(tx, id)
                .filter(subnet -> NetworkAccess.owns(who, subnet.project())
                        || networks.find(tx, subnet.networkId())
                                .map(network -> NetworkAccess.owns(who, network.project())
                                        || network.facts().shared())
                                .orElse(false))
                .orElseThrow(() -> new Problem.NotFound(KIND, id).raise());
    }
}
